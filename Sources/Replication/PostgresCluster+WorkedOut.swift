extension PostgresCluster {
    /// What many parts of one view ask for, worked out once for its moment.
    struct WorkedOut: Sendable {
        var primaries: [String]
        /// By standby or primary; a node that follows nobody has the entry `nil`.
        var upstreams: [String: String?] = [:]
        var divergences: [String: Condition] = [:]
        var links: [String: Link] = [:]

        /// The state of the link between a node and its upstream.
        struct Link: Sendable {
            var upstream: String?
            var state: LinkState
            var evidence: [Evidence]
        }
    }

    /// The cluster with the answers for this moment, each worked out by help of those before it.
    func workingOut(at now: MonotonicInstant) -> PostgresCluster {
        var cluster = self
        var answers = WorkedOut(primaries: primaries(at: now))
        cluster.workedOut = answers
        for name in declarations.map(\.name) {
            answers.upstreams.updateValue(cluster.upstream(of: name, at: now), forKey: name)
        }
        cluster.workedOut = answers
        for name in declarations.map(\.name) {
            answers.divergences[name] = cluster.timelineDiverged(name, at: now)
            let upstream = cluster.upstream(of: name, at: now)
            let (state, evidence) = cluster.linkState(of: name, upstream: upstream, at: now)
            answers.links[name] = WorkedOut.Link(upstream: upstream, state: state, evidence: evidence)
        }
        cluster.workedOut = answers
        return cluster
    }
}
