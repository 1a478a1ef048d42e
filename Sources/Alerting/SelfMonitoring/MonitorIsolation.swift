package import ReplicationCore

/// Whether the fault is replmon's own network rather than every cluster at once.
///
/// Clusters share nothing but the machine that watches them: when no node of any of two or more answers, that machine is
/// the likeliest fault. With one cluster the two cannot be told apart.
package enum MonitorIsolation {
    /// The condition of ``Replication/AlertName/monitorIsolated``, from what is said of every cluster.
    package static func condition(_ views: some Collection<ClusterView>) -> Condition {
        // Nearly always the first one does, so that this costs the same for any number of clusters.
        if views.count >= 2, views.contains(where: { $0.nodes.contains(where: answers) }) {
            return Condition(.monitorIsolated, truth: .clear, summary: "some node answers")
        }
        let nodes = views.reduce(0) { $0 + $1.nodes.count }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .monitorIsolated, truth: truth, summary: summary,
                evidence: [Evidence("clusters", "\(views.count)"), Evidence("nodes", "\(nodes)")])
        }
        if views.count < 2 { return answer(.clear, "fewer than two clusters: cannot be told from a dead cluster") }
        let truths = views.map(isOutOfReach)
        if truths.contains(.clear) { return answer(.clear, "some node answers") }
        if truths.allSatisfy({ $0 == .holds }) {
            return answer(.holds, "none of \(nodes) nodes in \(views.count) clusters answers this machine")
        }
        let reason = "not every cluster has been judged"
        return answer(.unknown(reason), reason)
    }

    /// A cluster of one node is out of reach when that node is down, and not only starting. Not known before enough
    /// polls have said so: after a start that is no sign that anything answers.
    private static func isOutOfReach(_ view: ClusterView) -> Condition.Truth {
        if view.nodes.contains(where: answers) { return .clear }
        let alerts: [AlertName] =
            view.nodes.count == 1 ? [.postgresNodeDown, .mongoMemberDown] : [.clusterUnreachable]
        return view.conditions.first { alerts.contains($0.alert) }?.truth ?? .unknown("not judged")
    }

    private static func answers(_ node: NodeView) -> Bool {
        if case .startingUp? = node.failure { return true }
        return node.reachable
    }
}
