package import ReplicationCore

extension ClusterView {
    /// Statements of one view that cannot both be true: a verdict never contradicts the lag beside it.
    package var contradictions: [String] {
        links.flatMap(Self.contradictions) + conditions.flatMap(contradictions)
    }

    private static func contradictions(in link: LinkView) -> [String] {
        guard link.state == .stalled, link.lag.bytes?.value?.receive == 0 else { return [] }
        return ["the link to \(link.downstream) is stalled, and \(link.downstream) has all that its upstream has"]
    }

    private func contradictions(in condition: Condition) -> [String] {
        let node = condition.subject.node.flatMap { name in nodes.first { $0.name == name } }
        let link = links.first { $0.downstream == condition.subject.node }
        let isHeld = condition.truth == .holds || condition.truth == .holdsAsWarning
        let contradicts: Bool =
            switch condition.alert {
            case .postgresReplicationStalled: isHeld != (link?.state == .stalled)
            case .postgresStandbyNeedsRebuild: isHeld && link?.lag.bytes?.value?.replay == 0
            case .postgresReplicationLag, .mongoReplicationLag: exceeds(condition, node?.lag)
            case .mongoMajorityLost: isHeld && replicaSet?.availability.majorityWritable == .known(true)
            case .mongoNoPrimary: isHeld && replicaSet?.availability.writable == .known(true)
            case .mongoMemberDown: isHeld && node?.reachable == true
            default: false
            }
        return contradicts ? ["\(condition.alert) (\(condition.summary)) contradicts what stands beside it"] : []
    }

    /// A measured lag that is longer than the one shown.
    private func exceeds(_ condition: Condition, _ lag: Lag?) -> Bool {
        guard case .measured(let time) = condition.truth, let shown = lag?.time.value else { return false }
        return time > max(.zero, shown)
    }
}
