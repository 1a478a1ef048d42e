/// A grant that the monitoring role lacks, and what replmon cannot see without it.
public struct MissingPrivilege: Hashable, Sendable, CustomStringConvertible {
    /// What to grant: `pg_monitor`, or a part of it.
    public var grant: String
    /// What stays hidden, in words: `the state of WAL senders`.
    public var hides: [String]

    public init(_ grant: String, hides: [String]) {
        self.grant = grant
        self.hides = hides
    }

    /// One line for people.
    public var description: String {
        "\(grant) (hides \(hides.joined(separator: ", ")))"
    }
}
