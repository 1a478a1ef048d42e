/// Names one polled node.
struct NodeKey: Hashable, Sendable {
    /// The cluster's name in the configuration.
    var cluster: String
    /// The node's name in the configuration; of a replica set's member `host:port`.
    var node: String
}

extension ProbePlan {
    /// The node that it polls.
    var key: NodeKey { NodeKey(cluster: cluster, node: node) }
}
