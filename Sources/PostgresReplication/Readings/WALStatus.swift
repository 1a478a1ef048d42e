internal import ReplicationCore

/// `wal_status` of `pg_replication_slots`: whether the WAL of a slot is still there.
/// <https://www.postgresql.org/docs/current/view-pg-replication-slots.html>
package struct WALStatus: OpenValue {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Within `max_wal_size`.
    static let reserved: WALStatus = "reserved"
    /// More than `max_wal_size`, and kept all the same.
    static let extended: WALStatus = "extended"
    /// No longer kept: the next checkpoint may remove it.
    static let unreserved: WALStatus = "unreserved"
    /// Removed: the slot is of no use any more.
    static let lost: WALStatus = "lost"
    /// Not a value of the server: a standby asks for a slot that does not exist.
    static let missing: WALStatus = "missing"

    package static let known: [WALStatus] = [reserved, extended, unreserved, lost]
}
