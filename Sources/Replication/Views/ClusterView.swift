/// One cluster as all evidence together shows it at one instant: the value that alerts, metrics and pages are made of.
public struct ClusterView: Hashable, Sendable {
    public var name: String
    public var kind: ClusterKind
    public var nodes: [NodeView]
    public var links: [LinkView]
    /// Every condition that applies, each with its answer.
    public var conditions: [Condition]
    /// Whether every node has been polled at least once.
    public var firstRoundDone: Bool
    /// MongoDB: the set as a whole.
    public var replicaSet: ReplicaSetView? = nil

    public init(
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
public enum ClusterKind: String, Hashable, Sendable {
    case postgresql
    case mongodb
}
