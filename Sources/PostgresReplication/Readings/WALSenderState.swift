internal import ReplicationCore

/// `state` of `pg_stat_replication`.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW>
package struct WALSenderState: OpenValue {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    static let startup: WALSenderState = "startup"
    static let catchup: WALSenderState = "catchup"
    static let streaming: WALSenderState = "streaming"
    static let backup: WALSenderState = "backup"
    static let stopping: WALSenderState = "stopping"

    package static let known: [WALSenderState] = [startup, catchup, streaming, backup, stopping]
}
