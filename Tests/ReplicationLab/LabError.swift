import Glibc

/// Why the lab failed: the step, the message of the server or tool, and the path of its log.
package struct LabError: Error, CustomStringConvertible {
    /// The whole message, ready to print.
    package let description: String

    /// An error of the lab or of a program that uses it.
    package init(_ description: String) {
        self.description = description
    }

    /// Throws `what` with the text of the current `errno` when a C call returned a negative number.
    @discardableResult
    static func check<Number: SignedInteger>(_ result: Number, _ what: String) throws -> Number {
        if result < 0 { throw LabError("\(what): \(systemMessage(errno))") }
        return result
    }

    /// The C library's text for an `errno` value.
    static func systemMessage(_ code: Int32) -> String {
        var text = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
