package import ReplicationCore

/// Whether an Alertmanager accepts alerts.
package enum NotificationCondition {
    /// The condition of ``ReplicationCore/AlertName/replmonNotificationFailing``; its node is the Alertmanager's URL.
    package static func condition(_ statistics: AlertmanagerStatistics) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .replmonNotificationFailing, node: statistics.url, truth: truth, summary: summary, evidence: evidence)
        }
        if statistics.failingFor != nil {
            return answer(
                .holds, "notifications to \(statistics.url) fail: \(statistics.failure ?? "no answer")",
                [Evidence("waiting", "\(statistics.waiting)"), Evidence("errors", "\(statistics.errors)")])
        }
        // A failure before a restart may persist: the restart alone does not clear the alert.
        if statistics.sent == 0, statistics.errors == 0 {
            return answer(.unknown("not tried yet"), "nothing has been sent to \(statistics.url) yet")
        }
        return answer(.clear, "\(statistics.url) accepts alerts")
    }
}
