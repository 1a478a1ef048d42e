/// One cluster as all evidence together shows it at one instant: the value that alerts, metrics and pages are made of.
package struct ClusterView: Hashable, Sendable {
    package var name: String
    package var kind: ClusterKind
    package var nodes: [NodeView]
    package var links: [LinkView]
    /// Every condition that applies, each with its answer.
    package var conditions: [Condition]
    /// Whether every node has been polled at least once.
    package var firstRoundDone: Bool
    /// MongoDB: the set as a whole.
    package var replicaSet: ReplicaSetView? = nil

    package init(
        name: String, kind: ClusterKind, nodes: [NodeView], links: [LinkView], conditions: [Condition],
        firstRoundDone: Bool
    ) {
        self.name = name
        self.kind = kind
        self.nodes = nodes
        self.links = links
        self.conditions = conditions
        self.firstRoundDone = firstRoundDone
    }
}

/// The two kinds of cluster.
package enum ClusterKind: String, Hashable, Sendable {
    case postgresql
    case mongodb
}
