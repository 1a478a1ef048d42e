public import Replication

/// One alert's identity: what makes two evaluations the same alert. Values, times and positions are never part of it.
public struct AlertIdentity: Hashable, Sendable {
    public var name: AlertName
    /// `nil` for alerts about replmon itself.
    public var cluster: String?
    public var subject: Condition.Subject

    public init(name: AlertName, cluster: String?, subject: Condition.Subject = Condition.Subject()) {
        self.name = name
        self.cluster = cluster
        self.subject = subject
    }
}

/// An alert that is pending, firing, or was resolved a short while ago.
public struct Alert: Hashable, Sendable {
    public var identity: AlertIdentity
    public var severity: Severity
    public var state: State
    /// When its condition first held.
    public var activeAt: WallInstant
    public var summary: String
    public var evidence: [Evidence]
    /// Why the condition cannot be judged now, the alert staying as it was; or what an alert that is over waits for.
    public var staleReason: String?
    /// The alert that explains this one away; it is then shown, not announced.
    public var inhibitedBy: AlertName?
    /// When it began to fire; `nil` while pending.
    public var firedAt: WallInstant?
    /// When it ended; `nil` while active.
    public var resolvedAt: WallInstant?
    /// The silence that keeps it from being told; it is shown all the same.
    public var silencedBy: Silence.ID?
    /// Who takes care of it.
    public var acknowledgement: Acknowledgement?
    /// Its condition comes and goes: it counts as firing until that has calmed down.
    public var isFlapping = false
    /// It was active before replmon was restarted, and no poll has judged it since.
    public var isRestored = false
    /// The last changes of what its condition said, oldest first, at most ten.
    public var evaluations: [Evaluation] = []
    /// The rule it was last judged by; `nil` for one restored and not judged yet.
    public var rule: AlertRule?
    /// The severity people have last been told; `nil` while they do not know that it fires.
    public internal(set) var announcedSeverity: Severity?
    /// Not announced before this instant: what explained it away has only just gone.
    var quietUntil: MonotonicInstant?
    /// It has not been told before a restart, and not been held against what may explain it since.
    var wasMutedBeforeRestart = false
    /// Whether people have been told that it flaps.
    var isFlappingAnnounced = false
    /// How bad it was, or was said to be, when somebody took care of it.
    var acknowledgedSeverity: Severity?
    /// Since when it has been found worse than `severity` says, while it fires: what is worse has to last for its
    /// `for`.
    var worseSince: MonotonicInstant?

    /// What a condition was found to be, when that changed.
    public struct Evaluation: Hashable, Sendable {
        public var at: WallInstant
        /// `warning`, `critical`, `clear` or `unknown`.
        public var outcome: String
        /// The condition's one line for people, or why it is unknown.
        public var text: String

        public init(at: WallInstant, outcome: String, text: String) {
            self.at = at
            self.outcome = outcome
            self.text = text
        }
    }

    /// The lifecycle of Prometheus' alerts: inactive (not listed) → pending → firing → resolved.
    public enum State: Hashable, Sendable {
        /// Holds since this instant, for less than its `for`. Can become firing, or be dropped.
        case pending(since: MonotonicInstant)
        /// Held for its `for`. `clearSince` is when it last began to be clear, within `keep_firing_for`. Can become
        /// resolved.
        case firing(clearSince: MonotonicInstant?)
        /// Was firing and is clear. Kept for a while to be seen, then dropped; or pending anew.
        case resolved(at: MonotonicInstant)

        /// The word used in the API, metrics and the journal.
        public var name: String {
            switch self {
            case .pending: "pending"
            case .firing: "firing"
            case .resolved: "resolved"
            }
        }
    }

    /// Pending or firing.
    public var isActive: Bool {
        switch state {
        case .pending, .firing: true
        case .resolved: false
        }
    }

    /// Whether people know that it fires: they are owed its end.
    public var isTold: Bool {
        announcedSeverity != nil
    }

    /// The state with inhibition taken into account, as the API and metrics show it.
    public var shownState: String {
        isActive && inhibitedBy != nil ? "suppressed" : state.name
    }
}

/// Something to tell people.
public struct AlertTransition: Hashable, Sendable {
    public var kind: Kind
    public var alert: Alert
    public var at: WallInstant

    /// What happened.
    public enum Kind: String, Hashable, Sendable {
        case firing
        /// It fires already; the severity changed.
        case severityChanged = "severity_changed"
        /// It fires already, and now comes and goes: no more is told before that has ended.
        case flapping
        /// It no longer comes and goes, and fires.
        case settled
        case resolved
    }
}
