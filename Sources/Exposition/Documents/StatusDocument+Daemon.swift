internal import Alerting
internal import Replication

extension StatusDocument {
    /// What replmon tells of itself.
    public struct Daemon: Codable, Sendable, Hashable {
        /// replmon's release.
        public var version: String
        /// RFC 3339, UTC.
        public var startedAt: String
        /// Whether what must survive a restart is being written; `null` where nothing is kept.
        @ExplicitNull public var historySaved: Bool? = nil
        /// Why it is not, or what became of a file that could not be read.
        @ExplicitNull public var historyProblem: String? = nil
        public var alertmanagers: [Alertmanager]
    }

    /// How telling one Alertmanager goes, since replmon started.
    public struct Alertmanager: Codable, Sendable, Hashable {
        /// Without credentials.
        public var url: String
        /// Alerts that it took, each time it was told them.
        public var sent: UInt64
        /// Requests that failed.
        public var errors: UInt64
        /// Alerts given up: refused, or too many waiting.
        public var dropped: UInt64
        /// Alerts whose news it has not taken yet.
        public var waiting: Int
        /// How many may wait.
        public var capacity: Int
        /// Why the last request failed; `null` after one that succeeded, and before the first.
        @ExplicitNull public var failure: String? = nil
        /// For how long every request has failed.
        @ExplicitNull public var failingForSeconds: Double? = nil
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
    public var problems: [String] {
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
