internal import Alerting
internal import ReplicationCore

extension ClusterView {
    /// Why no condition of the view is about the subject of an active alert.
    func absence(of identity: AlertIdentity) -> AlertEngine.Absence {
        let subjects = [identity.subject.node, identity.subject.upstream].compactMap(\.self)
        if let reason = subjects.lazy.compactMap({ absence(ofNode: $0) }).first { return reason }
        guard firstRoundDone else { return .unjudged("not every node has been polled yet") }
        guard let node = nodes.first(where: { $0.name == identity.subject.node }) else { return .notApplicable }
        if !node.reachable { return .unjudged("\(node.name) does not answer") }
        // The first poll asks for less than the second.
        return node.reach.count < 2 ? .unjudged("\(node.name) was polled only once so far") : .notApplicable
    }

    /// Why no condition is about this node any more; `nil` while it is part of the cluster.
    private func absence(ofNode node: String) -> AlertEngine.Absence? {
        guard let replicaSet else { return nodes.contains { $0.name == node } ? nil : .left }
        if replicaSet.removed.contains(node) { return .left }
        if nodes.contains(where: { $0.name == node }) { return nil }
        // Only its members know who belongs to a replica set.
        guard replicaSet.configVersion != nil else {
            return .unjudged("no member has reported the set's configuration yet")
        }
        return firstRoundDone ? .left : .unjudged("not every node has been polled yet")
    }
}
