package import ReplicationCore

/// One alert's identity: what makes two evaluations the same alert. Values, times and positions are never part of it.
package struct AlertIdentity: Hashable, Sendable {
    package var name: AlertName
    /// `nil` for alerts about replmon itself.
    package var cluster: String?
    package var subject: Condition.Subject

    package init(name: AlertName, cluster: String?, subject: Condition.Subject = Condition.Subject()) {
        self.name = name
        self.cluster = cluster
        self.subject = subject
    }
}

/// An alert that is pending, firing, or was resolved a short while ago.
package struct Alert: Hashable, Sendable {
    package var identity: AlertIdentity
    package var severity: Severity
    package var state: State
    /// When its condition first held.
    package var activeAt: WallInstant
    package var summary: String
    package var evidence: [Evidence]
    /// Why the condition cannot be judged now, the alert staying as it was; or what an alert that is over waits for.
    package var staleReason: String?
    /// The alert that explains this one away; it is then shown, not announced.
    package var inhibitedBy: AlertName?
    /// When it began to fire; `nil` while pending.
    package var firedAt: WallInstant?
    /// When it ended; `nil` while active.
    package var resolvedAt: WallInstant?
    /// The silence that keeps it from being told; it is shown all the same.
    package var silencedBy: Silence.ID?
    /// Who takes care of it.
    package var acknowledgement: Acknowledgement?
    /// Its condition comes and goes: it counts as firing until that has calmed down.
    package var isFlapping = false
    /// It was active before replmon was restarted, and no poll has judged it since.
    package var isRestored = false
    /// The last changes of what its condition said, oldest first, at most ten.
    package var evaluations: [Evaluation] = []
    /// The rule it was last judged by; `nil` for one restored and not judged yet.
    package var rule: AlertRule?
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
    package struct Evaluation: Hashable, Sendable {
        package var at: WallInstant
        /// `warning`, `critical`, `clear` or `unknown`.
        package var outcome: String
        /// The condition's one line for people, or why it is unknown.
        package var text: String

        package init(at: WallInstant, outcome: String, text: String) {
            self.at = at
            self.outcome = outcome
            self.text = text
        }
    }

    /// The lifecycle of Prometheus' alerts: inactive (not listed) → pending → firing → resolved.
    package enum State: Hashable, Sendable {
        /// Holds since this instant, for less than its `for`. Can become firing, or be dropped.
        case pending(since: MonotonicInstant)
        /// Held for its `for`. `clearSince` is when it last began to be clear, within `keep_firing_for`. Can become
        /// resolved.
        case firing(clearSince: MonotonicInstant?)
        /// Was firing and is clear. Kept for a while to be seen, then dropped; or pending anew.
        case resolved(at: MonotonicInstant)

        /// The word used in the API, metrics and the journal.
        package var name: String {
            switch self {
            case .pending: "pending"
            case .firing: "firing"
            case .resolved: "resolved"
            }
        }
    }

    /// Pending or firing.
    package var isActive: Bool {
        switch state {
        case .pending, .firing: true
        case .resolved: false
        }
    }

    /// Whether people know that it fires: they are owed its end.
    package var isTold: Bool {
        announcedSeverity != nil
    }

    /// The state with inhibition taken into account, as the API and metrics show it.
    package var shownState: String {
        isActive && inhibitedBy != nil ? "suppressed" : state.name
    }
}

/// Something to tell people.
package struct AlertTransition: Hashable, Sendable {
    package var kind: Kind
    package var alert: Alert
    package var at: WallInstant

    /// What happened.
    package enum Kind: String, Hashable, Sendable {
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
