import ReplicationLab

/// How a scene differs from a primary with one standby that takes writes all the time.
struct PostgresFaultSetting {
    var nodes = PostgresNodePlan.group(standbys: 1)
    var user = "user=replmon"
    /// Thresholds to use instead of the catalogue's, by alert.
    var thresholds: [String: String] = [:]
    var monitorThroughRelay = false
    var authentication = PostgresAuthentication.trust
    var load = true
    /// What is done to the cluster before the daemon starts.
    var prepare: (PostgresCluster) throws -> Void = { _ in }
}

extension FaultScene where Cluster == PostgresCluster {
    /// Returns when the daemon has nothing to say against the cluster.
    convenience init(_ version: Int, _ setting: PostgresFaultSetting = PostgresFaultSetting()) async throws {
        let lab = try Lab()
        let cluster = try PostgresCluster(
            in: lab, version: version, nodes: setting.nodes, monitorThroughRelay: setting.monitorThroughRelay,
            authentication: setting.authentication)
        try setting.prepare(cluster)
        if setting.load { _ = try cluster.startLoad() }
        let entry = ClusterEntry.postgresql(
            "orders", cluster.nodes, user: setting.user,
            alerts: ClusterEntry.impatient(.postgresql, setting.thresholds))
        try await self.init(
            version: "\(version)", cluster: cluster,
            daemon: RunningDaemon(DaemonConfiguration(clusters: [entry]), in: lab), in: lab,
            followers: setting.nodes.filter { $0.upstream != nil }.map(\.name))
    }
}
