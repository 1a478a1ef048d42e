internal import ReplicationCore

/// When a cluster must be evaluated again although none of its nodes was polled: time alone changes some conditions.
package enum JudgementDue {
    /// The interval for a cluster in which any condition holds or is unknown: `for` and lag advance meanwhile.
    package static let unsettled = Duration.seconds(1)
    /// The longest interval, for a cluster whose verdict is `ok`.
    package static let settled = Duration.seconds(5)

    /// The time from one evaluation to the next that is due.
    ///
    /// A cluster whose verdict is `ok` stays so until a reading becomes stale or a measured time reaches the limit of its
    /// rule; each grows by at most a second per second.
    package static func wait(
        after assessment: ClusterAssessment, rules: AlertRules, alertsAreSettled: Bool, readingLimit: Duration
    ) -> Duration {
        guard assessment.verdict == .ok, alertsAreSettled else { return unsettled }
        var wait = settled
        for node in assessment.view.nodes {
            guard let age = node.observedAge else { continue }
            wait = min(wait, readingLimit - age)
        }
        for condition in assessment.view.conditions {
            guard case .measured(let time) = condition.truth, time > .zero else { continue }
            let rule = rules.rule(for: condition.alert, node: condition.subject.node)
            guard let thresholds = rule.thresholds else { continue }
            wait = min(wait, thresholds.distance(from: time))
        }
        return max(unsettled, wait)
    }
}

extension AlertRule.Thresholds {
    /// The distance of a value that is within the limits from the nearest of them.
    fileprivate func distance(from time: Duration) -> Duration {
        switch direction {
        case .upwards: min(warning, critical) - time
        case .downwards: time - max(warning, critical)
        }
    }
}
