internal import Alerting
internal import ReplicationCore

extension StatusDocument {
    /// What replmon tells of itself.
    package struct Daemon: Decodable, Sendable, Hashable {
        /// replmon's release.
        package var version: String
        /// RFC 3339, UTC.
        package var startedAt: String
        /// Whether what must survive a restart is being written; `null` where nothing is kept.
        package var historySaved: Bool? = nil
        /// Why it is not, or what became of a file that could not be read.
        package var historyProblem: String? = nil
        package var alertmanagers: [Alertmanager]
    }

    /// How telling one Alertmanager goes, since replmon started.
    package struct Alertmanager: Decodable, Sendable, Hashable {
        /// Without credentials.
        package var url: String
        /// Alerts that it took, each time it was told them.
        package var sent: UInt64
        /// Requests that failed.
        package var errors: UInt64
        /// Alerts given up: refused, or too many waiting.
        package var dropped: UInt64
        /// Alerts whose news it has not taken yet.
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

    /// What is wrong with replmon itself, a line each: history that is not saved, Alertmanagers that take nothing.
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

    /// Why it is not being told, or `nil` when it is.
    var problem: String? {
        guard let failure else { return nil }
        let since = failingForSeconds.map { " for \(HumanText.age(seconds: $0))" } ?? ""
        return "\(url) takes no alerts\(since): \(failure); \(waiting) waiting"
    }
}
