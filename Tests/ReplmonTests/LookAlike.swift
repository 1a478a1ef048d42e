import ReplicationLab

/// A cluster that is well and does not look it, and what may be said of it all the same.
struct LookAlike<Cluster: Sendable>: Sendable {
    let name: String
    let cluster: Cluster
    /// Keys of nodes in the configuration, by node.
    var declared: [String: String] = [:]
    /// Thresholds to use instead of the catalogue's, by alert.
    var thresholds: [String: String] = [:]
    /// Whether servers of it stop and start meanwhile, as planned; then something is found in passing.
    var stops = false
    /// Whether it begins behind; then something is found in passing.
    var catchesUp = false
    /// Whether its nodes exchange their roles, which is told.
    var changesRoles = false
    /// Whether its lag is longer than a short look, and therefore not known in one.
    var outlastsShortLooks = false

    /// The verdict on it at the end.
    var due: String {
        changesRoles ? "warning" : outlastsShortLooks && !LookAlikeWatch.isLong ? "unknown" : "ok"
    }
}

extension LookAlike where Cluster == PostgresCluster {
    /// Its entry in the configuration, with shorter `for`s in a hurry.
    var entry: ClusterEntry {
        .postgresql(
            name, cluster.nodes, declaresUpstreams: !changesRoles, declared: declared,
            alerts: LookAlikeWatch.isLong
                ? thresholds : ClusterEntry.hurried(.postgresql, thresholds, stops: stops))
    }
}
