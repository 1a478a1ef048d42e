/// A file that holds one password or token: read again each time it is needed, so that it can be replaced without a
/// restart.
package enum SecretFile {
    /// Why there is no secret; names the file, never its content.
    package struct Unreadable: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// The content without the newline that editors add at its end.
    package static func read(_ path: String) throws(Unreadable) -> Secret {
        do {
            return try secret(at: path, readFile: TextFile.text(of:))
        } catch {
            throw Unreadable(description: error.reason)
        }
    }

    static func secret(at path: String, readFile: (String) throws -> String) throws(Refusal) -> Secret {
        var content = try TextFile.text(of: path, by: readFile)
        if content.last == "\n" || content.last == "\r\n" { content.removeLast() }
        guard !content.isEmpty else { throw Refusal("\(path) is empty") }
        guard !content.utf8.contains(0) else { throw Refusal("\(path) holds a NUL character") }
        return Secret(content)
    }
}
