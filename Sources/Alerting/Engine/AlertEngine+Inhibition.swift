internal import ReplicationCore

extension AlertEngine {
    /// Mutes every active alert that is inhibited by an active alert of at least its severity: a warning never inhibits a
    /// critical alert.
    ///
    /// When the inhibition ends, the alert must hold for its `for` again before people are notified: a standby that has
    /// not reconnected yet to a primary that has just come back is no reason for a page. This delay is granted once for
    /// each alert, so that a cause that alternates does not suppress its consequences for ever.
    mutating func inhibit(_ active: [Input], outer: AlertEngine?, now: MonotonicInstant) {
        for input in active {
            guard let index = records.index(forKey: input.identity), let alert = records.values[index].alert,
                alert.isActive
            else { continue }
            let cause = input.rule.inhibitedBy.first { isInhibited(input, at: alert.severity, by: $0, outer) }
            var muting = alert.muting
            let wasMuted = muting.inhibitedBy != nil || muting.wasMutedBeforeRestart
            guard wasMuted || cause != nil else { continue }
            if cause == nil, muting.quietUntil == nil { muting.quietUntil = now.advanced(by: input.rule.for) }
            muting.wasMutedBeforeRestart = false
            muting.inhibitedBy = cause
            records.values[index].alert?.muting = muting
        }
    }

    /// Whether an active alert of this name inhibits one of `severity`: an alert about a node among the causes of its condition,
    /// about the same subject, about its whole cluster, or about replmon itself.
    private func isInhibited(
        _ input: Input, at severity: Severity, by name: AlertName, _ outer: AlertEngine?
    ) -> Bool {
        func inhibits(_ cluster: String?, _ subject: Condition.Subject = .init()) -> Bool {
            let source = AlertIdentity(name: name, cluster: cluster, subject: subject)
            guard source != input.identity, let cause = records[source] ?? outer?.records[source],
                cause.inhibits(severity)
            else { return false }
            guard input.rule.inhibitedIfBlamedBy.contains(name) else { return true }
            return input.condition.subject.node.map(cause.causes.contains) ?? false
        }
        return input.condition.causes.contains { inhibits(input.cluster, .init(node: $0)) }
            || inhibits(input.cluster, input.condition.subject) || inhibits(input.cluster) || inhibits(nil)
    }
}
