internal import Alerting
internal import ReplicationCore

extension StatusDocument {
    /// The state of replmon itself.
    package struct Daemon: Decodable, Sendable, Hashable {
        /// replmon's release.
        package var version: String
        /// RFC 3339, UTC.
        package var startedAt: String
        /// Whether the data that must survive a restart is written to disk; `null` where nothing is kept.
        package var historySaved: Bool? = nil
        /// Why it is not, or what became of a file that could not be read.
        package var historyProblem: String? = nil
        package var alertmanagers: [Alertmanager]
    }

    /// Notifications to one Alertmanager, since replmon started.
    package struct Alertmanager: Decodable, Sendable, Hashable {
        /// Without credentials.
        package var url: String
        /// Alerts that it accepted, counted each time they were sent.
        package var sent: UInt64
        /// Requests that failed.
        package var errors: UInt64
        /// Alerts given up: refused, or too many waiting.
        package var dropped: UInt64
        /// Alerts with a change that it has not accepted yet.
        package var waiting: Int
        /// How many may wait.
        package var capacity: Int
        /// Why the last request failed; `null` after one that succeeded, and before the first.
        package var failure: String? = nil
        /// For how long every request has failed.
        package var failingForSeconds: Double? = nil
    }
}

extension StatusDocument.Daemon {
    init(_ status: DaemonStatus, at now: MonotonicInstant) {
        version = status.version
        startedAt = status.startedAt.description
        alertmanagers = status.notifications.map(StatusDocument.Alertmanager.init)
        switch status.history {
        case .saved?: historySaved = true
        case .memoryOnly(let reason)?: (historySaved, historyProblem) = (false, reason)
        case .startedAnew(let file, let reason, _, let at)?:
            historySaved = true
            if at.duration(to: now) < HistoryCondition.startedAnewShownFor {
                historyProblem = "the former file could not be read (\(reason)); it is now \(file)"
            }
        case nil: break
        }
    }

    /// Faults of replmon itself, a line each: history that is not saved, Alertmanagers that accept nothing.
    package var problems: [String] {
        let history = historyProblem.map { problem in
            historySaved == false ? "history is not saved, a restart would forget: \(problem)" : "history: \(problem)"
        }
        return [history].compactMap(\.self) + alertmanagers.compactMap(\.problem)
    }
}

extension StatusDocument.Alertmanager {
    init(_ statistics: AlertmanagerStatistics) {
        url = statistics.url
        sent = statistics.sent
        errors = statistics.errors
        dropped = statistics.dropped
        waiting = statistics.waiting
        capacity = statistics.capacity
        failure = statistics.failure
        failingForSeconds = statistics.failingFor?.seconds.rounded(toPlaces: 3)
    }

    /// Why it receives no notifications, or `nil` when it does.
    var problem: String? {
        guard let failure else { return nil }
        let since = failingForSeconds.map { " for \(HumanText.age(seconds: $0))" } ?? ""
        return "\(url) takes no alerts\(since): \(failure); \(waiting) waiting"
    }
}
