internal import ReplicationCore

/// The pollers that run: one for each node that a cluster wants polled.
///
/// It decides which pollers start, end and poll at once; its owner does so.
struct PollerSet {
    private var pollers: [NodeKey: NodePoller] = [:]
    /// How many pollers each cluster has.
    private var counts: [String: Int] = [:]
    private var refresh = PeerRefresh()

    /// The result of a reconciliation.
    struct Changes {
        /// New pollers, to be started.
        var started: [NodePoller] = []
        /// Pollers that are no longer part of the set, to be closed.
        var ended: [NodePoller] = []
        /// Nodes that are no longer polled.
        var removed: [NodeKey] = []
        /// For the operator, sorted: `orders/db-a added`.
        var descriptions: [String] = []
    }

    /// Whether a poller of exactly this plan runs: observations of any other poller of the node are out of date.
    func runs(_ plan: ProbePlan) -> Bool {
        pollers[plan.key]?.plan == plan
    }

    /// Whether exactly these nodes of a cluster are polled. Members of a replica set come and go.
    func matches(_ wanted: [ProbePlan], of cluster: String) -> Bool {
        wanted.count == counts[cluster, default: 0] && wanted.allSatisfy(runs)
    }

    /// Makes the set that of these plans. A poller whose plan did not change stays.
    mutating func reconcile(with wanted: [ProbePlan], make: (ProbePlan) -> NodePoller) -> Changes {
        let wanted = Dictionary(wanted.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let before = Set(pollers.keys)
        var changes = Changes()
        for (key, poller) in pollers where wanted[key] != poller.plan {
            pollers[key] = nil
            refresh.forget(key)
            changes.ended.append(poller)
            if wanted[key] == nil {
                changes.removed.append(key)
                changes.descriptions.append("\(key.cluster)/\(key.node) removed")
            }
        }
        for (key, plan) in wanted where pollers[key] == nil {
            let poller = make(plan)
            pollers[key] = poller
            changes.started.append(poller)
            changes.descriptions.append("\(key.cluster)/\(key.node) \(before.contains(key) ? "changed" : "added")")
        }
        counts = Dictionary(pollers.keys.map { ($0.cluster, 1) }, uniquingKeysWith: +)
        changes.descriptions.sort()
        return changes
    }

    /// The pollers of those of `peers`, the nodes of one cluster, whose last answer an observation makes outdated.
    mutating func pollersToAsk(after observation: NodeObservation, of plan: ProbePlan, among peers: [ProbePlan])
        -> [NodePoller]
    {
        let others = peers.map(\.key).filter { $0 != plan.key }
        return refresh.peersToPoll(after: observation, of: plan.key, among: others).compactMap { pollers[$0] }
    }

    /// Empties the set; returns the pollers, to be closed.
    mutating func removeAll() -> [NodePoller] {
        defer { self = PollerSet() }
        return Array(pollers.values)
    }
}
