package import Alerting
package import ReplicationCore

/// One entry of `nodes:`, a PostgreSQL server and its declared role.
package struct PostgresNodeSettings: Hashable, Sendable {
    /// Name of the node in status, metrics and alerts: 1 to 63 of `A-Z a-z 0-9 . _ -`.
    package var name: String
    /// libpq connection string of this server; its parameters override the cluster's. Holds no password.
    package var conninfo: String
    /// Name of the node from which this one is declared to stream; `nil` when none is declared.
    package var upstream: String?
    /// The declared `recovery_min_apply_delay`; `nil` when none is declared.
    package var applyDelay: Duration?
    /// Whether the node is declared a synchronous standby; `nil` when nothing is declared.
    package var synchronous: Bool?

    /// The alerts with their own limits or times on this node; the others have the cluster's.
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
