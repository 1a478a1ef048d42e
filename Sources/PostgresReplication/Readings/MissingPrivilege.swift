internal import ReplicationCore

/// A grant that the monitoring role lacks, and what replmon cannot see without it.
package struct MissingPrivilege: Hashable, Sendable, CustomStringConvertible {
    /// The role to grant: `pg_monitor`, or a part of it.
    package var grant: String
    /// The values that stay hidden: `the state of WAL senders`.
    package var hides: [String]

    package init(_ grant: String, hides: [String]) {
        self.grant = grant
        self.hides = hides
    }

    /// One line for people.
    package var description: String {
        "\(grant) (hides \(hides.joined(separator: ", ")))"
    }
}
