internal import ReplicationCore

/// When a cluster has to be judged again although none of its nodes was polled: time alone changes some answers.
package enum JudgementDue {
    /// A cluster in which anything is amiss, or not known, is judged as often as this: dwell and lag advance meanwhile.
    package static let unsettled = Duration.seconds(1)
    /// One that is well is judged at least as often as this.
    package static let settled = Duration.seconds(5)

    /// The time from a judgement to the next that is due.
    ///
    /// A cluster that is well stays so until a reading grows stale or a measured time reaches the limit of its rule; each
    /// grows by at most a second per second.
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
    /// How far a time that is not beyond the limits is from the first of them.
    fileprivate func distance(from time: Duration) -> Duration {
        switch direction {
        case .upwards: min(warning, critical) - time
        case .downwards: time - max(warning, critical)
        }
    }
}
