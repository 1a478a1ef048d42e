internal import Alerting
internal import ReplicationCore

/// The clusters of the configuration, in its order. Clusters of the snapshot have the same indices.
struct WatchedClusters: Sendable {
    private var clusters: [WatchedCluster] = []
    private var indicesByName: [String: Int] = [:]
    /// Rollback counters from before replmon was restarted, of clusters that are not configured yet.
    private var remembered: [HistoryBatch.MemberRollbackID] = []

    var indices: Range<Int> { clusters.indices }
    var names: Set<String> { Set(indicesByName.keys) }
    var all: [WatchedCluster] { clusters }
    /// The plans of all nodes to be polled now.
    var probes: [ProbePlan] { clusters.flatMap(\.probes) }

    /// `nil` if no cluster of this name is configured.
    func index(of name: String) -> Int? {
        indicesByName[name]
    }

    /// The index comes from ``indices`` or ``index(of:)``, asked since the last ``apply(_:)``.
    subscript(index: Int) -> WatchedCluster { clusters[index] }

    /// Adds an observation of a node to the history of its cluster, in place.
    mutating func record(_ observation: NodeObservation, of node: String, inClusterAt index: Int) {
        clusters[index].record(observation, of: node)
    }

    /// Sets when a cluster is judged again although none of its nodes was polled.
    mutating func setDue(_ instant: MonotonicInstant, ofClusterAt index: Int) {
        clusters[index].dueAt = instant
    }

    /// Watches these clusters from now on. A cluster that was watched before keeps what is known of unchanged nodes.
    mutating func apply(_ plans: [ClusterPlan]) {
        let known = Dictionary(clusters.map { ($0.plan.name, $0) }, uniquingKeysWith: { $1 })
        clusters = plans.map { known[$0.name]?.replanned($0) ?? watched($0) }
        indicesByName = Dictionary(
            clusters.enumerated().map { ($1.plan.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Keeps rollback counters from before a restart until their clusters are configured.
    mutating func remember(untilConfigured rollbackIDs: [HistoryBatch.MemberRollbackID]) {
        remembered = rollbackIDs
    }

    /// Gives rollback counters from before a restart to the clusters that are configured.
    mutating func restore(_ rollbackIDs: [HistoryBatch.MemberRollbackID]) {
        for index in indices {
            let name = clusters[index].plan.name
            clusters[index].remember(rollbackIDs.filter { $0.cluster == name })
        }
    }

    /// The clusters to judge at `now` although none of their nodes was polled.
    func due(at now: MonotonicInstant) -> [Int] {
        indices.filter { clusters[$0].dueAt.map { $0 <= now } ?? true }
    }

    private mutating func watched(_ plan: ClusterPlan) -> WatchedCluster {
        var cluster = WatchedCluster(plan: plan)
        cluster.remember(remembered.filter { $0.cluster == plan.name })
        remembered.removeAll { $0.cluster == plan.name }
        return cluster
    }
}
