internal import ReplicationCore

/// `status` of `pg_stat_wal_receiver`: the names of `WalRcvState` in the server's `walreceiver.c`.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-WAL-RECEIVER-VIEW>
package struct WALReceiverStatus: OpenValue {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    static let starting: WALReceiverStatus = "starting"
    static let streaming: WALReceiverStatus = "streaming"
    static let waiting: WALReceiverStatus = "waiting"
    static let restarting: WALReceiverStatus = "restarting"
    static let stopping: WALReceiverStatus = "stopping"

    package static let known: [WALReceiverStatus] = [starting, streaming, waiting, restarting, stopping]
}
