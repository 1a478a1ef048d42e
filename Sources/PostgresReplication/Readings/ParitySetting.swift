internal import ReplicationCore

/// A setting of which a standby must have at least as much as its primary: with less it cannot start, and when the primary
/// is raised while the standby runs, replay pauses (version 14 on) or the standby ends.
/// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN>
package enum ParitySetting: String, Hashable, Sendable, CaseIterable {
    case maxConnections = "max_connections"
    case maxPreparedTransactions = "max_prepared_transactions"
    case maxLocksPerTransaction = "max_locks_per_transaction"
    case maxWALSenders = "max_wal_senders"
    case maxWorkerProcesses = "max_worker_processes"
}
