package import ReplicationCore

/// Whether replmon's own network has failed rather than all clusters at once.
///
/// Clusters share only the machine that watches them: if no node of two or more clusters answers, that machine is the
/// most likely cause. With one cluster the two cases cannot be distinguished.
package enum MonitorIsolation {
    /// The condition of ``ReplicationCore/AlertName/monitorIsolated``, from the views of all clusters.
    package static func condition(_ views: some Collection<ClusterView>) -> Condition {
        // Usually a node of the first cluster answers, so the cost does not grow with the number of clusters.
        if views.count >= 2, views.contains(where: { $0.nodes.contains(where: answers) }) {
            return Condition(.monitorIsolated, truth: .clear, summary: "some node answers")
        }
        let nodes = views.reduce(0) { $0 + $1.nodes.count }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .monitorIsolated, truth: truth, summary: summary,
                evidence: [Evidence("clusters", "\(views.count)"), Evidence("nodes", "\(nodes)")])
        }
        if views.count < 2 {
            return answer(.clear, "fewer than two clusters: cannot be distinguished from a failed cluster")
        }
        let truths = views.map(isOutOfReach)
        if truths.contains(.clear) { return answer(.clear, "some node answers") }
        if truths.allSatisfy({ $0 == .holds }) {
            return answer(.holds, "none of \(nodes) nodes in \(views.count) clusters answers this machine")
        }
        let reason = "not every cluster has been evaluated"
        return answer(.unknown(reason), reason)
    }

    /// Whether no node of the cluster can be reached. A cluster of one node is out of reach when that node is down and not
    /// merely starting. Unknown until enough polls have failed, as after a start of replmon.
    private static func isOutOfReach(_ view: ClusterView) -> Condition.Truth {
        if view.nodes.contains(where: answers) { return .clear }
        let alerts: [AlertName] =
            view.nodes.count == 1 ? [.postgresNodeDown, .mongoMemberDown] : [.clusterUnreachable]
        return view.conditions.first { alerts.contains($0.alert) }?.truth ?? .unknown("not evaluated")
    }

    private static func answers(_ node: NodeView) -> Bool {
        if case .startingUp? = node.failure { return true }
        return node.reachable
    }
}
