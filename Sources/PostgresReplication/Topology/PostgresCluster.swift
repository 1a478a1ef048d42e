package import ReplicationCore

/// Everything known of one PostgreSQL cluster, folded from the observations of its nodes.
///
/// `record` takes observations in the order they complete; `view` answers for any instant. Neither does I/O nor reads
/// a clock.
package struct PostgresCluster: Sendable {
    /// The cluster's name in the configuration.
    package let name: String
    let declared: DeclaredNodes
    let limits: StalenessLimits
    private(set) var nodes: NodeTable<PostgresNode>

    package init(name: String, nodes: [PostgresNodeDeclaration], limits: StalenessLimits) {
        self.name = name
        self.declared = DeclaredNodes(nodes)
        self.limits = limits
        self.nodes = NodeTable(nodes.map { ($0.name, PostgresNode(declaration: $0)) })
    }

    /// The cluster under a new configuration; nodes that are still the same server keep what is known of them.
    package func reconfigured(nodes: [PostgresNodeDeclaration], limits: StalenessLimits) -> PostgresCluster {
        var cluster = PostgresCluster(name: name, nodes: nodes, limits: limits)
        for declaration in nodes {
            guard var known = self.nodes[declaration.name], known.declaration.addresses == declaration.addresses
            else { continue }
            known.declaration = declaration
            cluster.nodes[declaration.name] = known
        }
        return cluster
    }

    /// Takes one poll's outcome.
    package mutating func record(_ observation: Observation<PostgresReading>, of name: String) {
        guard nodes[name] != nil else { return }
        let lastAnsweredStart = nodes[name]?.answeredPollStart
        nodes[name]?.record(observation.map(HeldReading.init))
        var moment = moment(at: observation.completedAt)
        // The moment alone holds the histories while they change: one that is shared would be copied.
        nodes = NodeTable()
        moment.noteArchive(of: name)
        if case .success = observation.result { moment.noteReplies(to: name, since: lastAnsweredStart) }
        for downstream in moment.names { moment.noteJoin(of: downstream) }
        nodes = moment.nodes
    }

    /// The cluster at `now`.
    package func view(at now: MonotonicInstant) -> ClusterView {
        moment(at: now).judged().view
    }

    func moment(at now: MonotonicInstant) -> PostgresMoment {
        PostgresMoment(name: name, declared: declared, limits: limits, nodes: nodes, now: now)
    }
}
