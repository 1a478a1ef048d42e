/// A connection string that libpq cannot read, or that replmon does not accept.
package struct ConninfoSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistake and its correction; holds no part of a password.
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    /// libpq's message about `conninfo`.
    ///
    /// libpq quotes parts of the string, and a part may be half of a password with a space in it: all quoted parts are
    /// left out when the string may hold a secret.
    init(libpq message: String, about conninfo: String) {
        let lowercased = conninfo.lowercased()
        let mayHoldSecret = ["pass", "pwd", "pw=", "secret", "://"].contains { lowercased.contains($0) }
        let pieces = message.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        let shown = pieces.map { index, piece in
            mayHoldSecret && index % 2 == 1 && piece != "=" ? "…" : String(piece)
        }
        description = shown.joined(separator: "\"").trimmingNewlines()
    }
}
