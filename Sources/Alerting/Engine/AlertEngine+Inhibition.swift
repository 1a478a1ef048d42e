internal import ReplicationCore

extension AlertEngine {
    /// Mutes every active alert that an active alert of at least its severity explains away: a warning never mutes a
    /// critical alert.
    ///
    /// Once nothing explains it any more it has to last for its `for` again before it is announced: a standby that has
    /// yet to reconnect to a primary that just came back is no news. That is granted once: a cause that comes and goes
    /// does not keep its consequences quiet.
    mutating func inhibit(_ active: [Input], outer: AlertEngine?, now: MonotonicInstant) {
        for input in active {
            guard let index = records.index(forKey: input.identity), let alert = records.values[index].alert,
                alert.isActive
            else { continue }
            let cause = input.rule.inhibitedBy.first { isCause($0, of: input, at: alert.severity, outer) }
            let wasMuted = alert.inhibitedBy != nil || alert.wasMutedBeforeRestart
            guard wasMuted || cause != nil else { continue }
            if cause == nil, alert.quietUntil == nil {
                records.values[index].alert?.quietUntil = now.advanced(by: input.rule.for)
            }
            records.values[index].alert?.wasMutedBeforeRestart = false
            records.values[index].alert?.inhibitedBy = cause
        }
    }

    /// Whether an alert of this name explains one of `severity` away: about the same subject, a node that this one
    /// blames, its whole cluster, or replmon itself.
    private func isCause(
        _ name: AlertName, of input: Input, at severity: Severity, _ outer: AlertEngine?
    ) -> Bool {
        func explains(_ cluster: String?, _ subject: Condition.Subject = .init()) -> Bool {
            let source = AlertIdentity(name: name, cluster: cluster, subject: subject)
            guard source != input.identity, let cause = records[source] ?? outer?.records[source],
                cause.explains(severity)
            else { return false }
            guard input.rule.inhibitedIfBlamedBy.contains(name) else { return true }
            return input.condition.subject.node.map(cause.blames.contains) ?? false
        }
        return input.condition.blames.contains { explains(input.cluster, .init(node: $0)) }
            || explains(input.cluster, input.condition.subject) || explains(input.cluster) || explains(nil)
    }
}
