package import ReplicationCore

/// Whether replmon can save its history.
package enum HistoryCondition {
    /// How long the alert about a file that was moved aside stays.
    package static let startedAnewShownFor = Duration.seconds(3600)

    /// The condition of ``ReplicationCore/AlertName/replmonHistoryDegraded``.
    package static func condition(_ health: HistoryHealth, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.replmonHistoryDegraded, truth: truth, summary: summary)
        }
        switch health {
        case .saved: return answer(.clear, "the history is saved")
        case .memoryOnly(let reason):
            return answer(.holds, "the history is not being saved, a restart would lose recent changes: \(reason)")
        case .startedAnew(let file, let reason, let lost, let at):
            return answer(
                at.duration(to: now) < startedAnewShownFor ? .holds : .clear,
                "\(lost.text) from before are lost: \(reason); the file is now \(file)")
        }
    }
}

extension HistoryHealth.Loss {
    fileprivate var text: String {
        switch self {
        case .everything: "silences, acknowledgements and events"
        case .events: "events"
        }
    }
}
