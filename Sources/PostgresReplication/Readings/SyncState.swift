internal import ReplicationCore

/// `sync_state` of `pg_stat_replication`.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW>
package struct SyncState: OpenValue {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    static let async: SyncState = "async"
    static let potential: SyncState = "potential"
    static let sync: SyncState = "sync"
    static let quorum: SyncState = "quorum"

    package static let known: [SyncState] = [async, potential, sync, quorum]

    /// Whether commits wait, or may wait, for this standby.
    var isSynchronous: Bool { self == .sync || self == .quorum }
}
