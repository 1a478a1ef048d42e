package import ReplicationCore

/// What is said of replmon's own memory.
package enum HistoryCondition {
    /// For as long a file that had to be moved aside is told.
    package static let startedAnewShownFor = Duration.seconds(3600)

    /// The condition of ``Replication/AlertName/replmonHistoryDegraded``.
    package static func condition(_ health: HistoryHealth, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.replmonHistoryDegraded, truth: truth, summary: summary)
        }
        switch health {
        case .saved: return answer(.clear, "what must survive a restart is on disk")
        case .memoryOnly(let reason):
            return answer(.holds, "nothing is being saved, a restart would forget what happens now: \(reason)")
        case .startedAnew(let file, let reason, let lost, let at):
            return answer(
                at.duration(to: now) < startedAnewShownFor ? .holds : .clear,
                "\(lost.words) from before are lost: \(reason); the file is now \(file)")
        }
    }
}

extension HistoryHealth.Loss {
    fileprivate var words: String {
        switch self {
        case .everything: "silences, acknowledgements and events"
        case .events: "events"
        }
    }
}

/// What is said of each Alertmanager.
package enum NotificationCondition {
    /// The condition of ``Replication/AlertName/replmonNotificationFailing``; its node is the Alertmanager.
    package static func condition(_ statistics: AlertmanagerStatistics) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .replmonNotificationFailing, node: statistics.url, truth: truth, summary: summary, evidence: evidence)
        }
        if statistics.failingFor != nil {
            return answer(
                .holds, "\(statistics.url) does not take alerts as it should: \(statistics.failure ?? "no answer")",
                [Evidence("waiting", "\(statistics.waiting)"), Evidence("errors", "\(statistics.errors)")])
        }
        // What failed before a restart is not mended by it.
        if statistics.sent == 0, statistics.errors == 0 {
            return answer(.unknown("not tried yet"), "\(statistics.url) has not been told anything yet")
        }
        return answer(.clear, "\(statistics.url) takes alerts")
    }
}
