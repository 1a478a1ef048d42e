package import Alerting
package import ReplicationCore

/// One entry of `clusters:`, a PostgreSQL replication group or a MongoDB replica set.
package struct ClusterSettings: Hashable, Sendable {
    /// Name of the cluster in status, metrics and alerts: 1 to 63 of `A-Z a-z 0-9 . _ -`, unique in the file.
    package var name: String
    /// The database system of the cluster's nodes, and how to reach them.
    package var engine: Engine
    /// The alerts with their own limits or times in this cluster; the others keep the values of the catalogue.
    package var alerts: [AlertName: AlertOverride]

    /// The database system of a cluster, with its own settings.
    package enum Engine: Hashable, Sendable {
        /// A PostgreSQL primary and its standbys.
        case postgresql(PostgresClusterSettings)
        /// A MongoDB replica set.
        case mongodb(MongoClusterSettings)
    }

    /// A cluster of this name.
    package init(name: String, engine: Engine, alerts: [AlertName: AlertOverride] = [:]) {
        self.name = name
        self.engine = engine
        self.alerts = alerts
    }
}
