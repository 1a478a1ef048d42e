package import Alerting
package import ReplicationCore

/// One entry of `nodes:`, a PostgreSQL server and what the operator intends it to be.
package struct PostgresNodeSettings: Hashable, Sendable {
    /// Name of the node in status, metrics and alerts: 1 to 63 of `A-Z a-z 0-9 . _ -`.
    package var name: String
    /// libpq connection string of this server; its parameters override the cluster's. Holds no password.
    package var conninfo: String
    /// Name of the node this one is meant to stream from; `nil` when nothing is intended.
    package var upstream: String?
    /// The intended `recovery_min_apply_delay`; `nil` when nothing is intended.
    package var applyDelay: Duration?
    /// Whether the node is meant to be a synchronous standby; `nil` when nothing is intended.
    package var synchronous: Bool?

    /// What this node changes about alerts; the others are as the cluster says.
    package var alerts: [AlertName: AlertOverride]

    /// A server of this name.
    package init(
        name: String, conninfo: String, upstream: String? = nil, applyDelay: Duration? = nil, synchronous: Bool? = nil,
        alerts: [AlertName: AlertOverride] = [:]
    ) {
        self.name = name
        self.conninfo = conninfo
        self.upstream = upstream
        self.applyDelay = applyDelay
        self.synchronous = synchronous
        self.alerts = alerts
    }
}
