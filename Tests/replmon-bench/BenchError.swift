import Glibc

/// Why a measurement could not be made.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Throws `what` with the text of the current `errno` when a C call returned a negative number.
    @discardableResult
    static func check<Number: SignedInteger>(_ result: Number, _ what: String) throws -> Number {
        if result < 0 { throw BenchError("\(what) (errno \(errno))") }
        return result
    }
}
