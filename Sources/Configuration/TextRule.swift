/// Rules for values that stay text.
enum TextRule {
    /// Any text of at least one character.
    static func text(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty else { throw Refusal("is empty") }
        return text
    }

    /// A name that is valid in labels, file names and URLs.
    static func name(_ text: String) throws(Refusal) -> String {
        let isAllowed = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-".utf8.contains(byte)
        }
        guard (1...63).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else {
            throw Refusal("`\(text)` is not a name; use 1 to 63 letters, digits, dots, underscores and hyphens")
        }
        return text
    }

    /// A path that does not depend on the working directory. Not quoted in a message: it could be a password by
    /// mistake.
    static func path(_ text: String) throws(Refusal) -> String {
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Refusal("must be an absolute path")
        }
        return text
    }

    /// A path that fits `sockaddr_un`.
    static func socketPath(_ text: String) throws(Refusal) -> String {
        let path = try path(text)
        guard path.utf8.count <= 107 else {
            throw Refusal("the path of a socket may have 107 bytes, this one has \(path.utf8.count)")
        }
        return path
    }

    /// YAML 1.2's booleans.
    static func flag(_ text: String) throws(Refusal) -> Bool {
        guard let flag = Bool(text) else { throw Refusal("`\(text)` is neither true nor false") }
        return flag
    }
}
