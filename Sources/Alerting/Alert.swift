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
    /// Why the condition cannot be judged now: the alert stays as it was.
    public var staleReason: String?
    /// The alert that explains this one away; it is then shown, not announced.
    public var inhibitedBy: AlertName?
    /// Not announced before this instant: what explained it away has only just gone.
    var quietUntil: MonotonicInstant?
    /// The severity people have last been told; `nil` while they do not know that it fires.
    var announcedSeverity: Severity?

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
        case resolved
    }
}
