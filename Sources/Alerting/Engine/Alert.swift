package import ReplicationCore

/// An alert that is pending, firing, or was resolved less than ``AlertEngine/resolvedRetention`` ago.
package struct Alert: Hashable, Sendable {
    package var identity: AlertIdentity
    package var severity: Severity
    /// Where in its lifecycle it is, with the values that only this state has.
    package var state: State
    /// When its condition first held.
    package var activeAt: WallInstant
    /// The condition's summary, one line.
    package var summary: String
    package var evidence: [Evidence]
    /// Why the condition cannot be evaluated now, while the alert keeps its state; or which action a latched alert waits
    /// for after its condition became clear.
    package var staleReason: String?
    /// Whether it was active before replmon was restarted and no poll has evaluated its condition since.
    package var isRestored = false
    /// The last changes of its condition, oldest first, at most ten.
    package var evaluations: [Evaluation] = []
    /// The rule by which it was last evaluated; `nil` for a restored alert that has not been evaluated yet.
    package var rule: AlertRule?
    /// The last notification about it; `nil` while people do not know that it is firing.
    package var notified: Notified?
    /// The reasons why people are not notified of it, although it is shown.
    package var muting = Muting()

    /// A change of what a condition was found to be.
    package struct Evaluation: Hashable, Sendable {
        package var at: WallInstant
        /// `warning`, `critical`, `clear` or `unknown`.
        package var outcome: String
        /// The condition's summary, or why it is unknown.
        package var text: String

        package init(at: WallInstant, outcome: String, text: String) {
            self.at = at
            self.outcome = outcome
            self.text = text
        }
    }
}

// MARK: Values for readers

extension Alert {
    /// Pending or firing.
    package var isActive: Bool {
        switch state {
        case .pending, .firing: true
        case .resolved: false
        }
    }

    /// The values of a firing alert; `nil` in any other state. Assigning changes an alert that is firing and has no effect
    /// on any other.
    package var firing: Firing? {
        get {
            if case .firing(let firing) = state { firing } else { nil }
        }
        set {
            if let newValue, case .firing = state { state = .firing(newValue) }
        }
    }

    /// When it began to fire; `nil` while pending.
    package var firedAt: WallInstant? {
        switch state {
        case .pending: nil
        case .firing(let firing): firing.firedAt
        case .resolved(let resolution): resolution.firedAt
        }
    }

    /// When it was resolved; `nil` while active.
    package var resolvedAt: WallInstant? {
        if case .resolved(let resolution) = state { resolution.resolvedAt } else { nil }
    }

    /// Who takes care of it; `nil` while nobody does, and always `nil` unless it is firing.
    package var acknowledgement: Acknowledgement? { firing?.acknowledged?.acknowledgement }

    /// Whether its condition alternates too often for a notification each time: it counts as firing until it settles.
    package var isFlapping: Bool { firing?.isFlapping ?? false }

    /// The active alert that inhibits it, if any.
    package var inhibitedBy: AlertName? { muting.inhibitedBy }

    /// The silence that covers it, if any.
    package var silencedBy: Silence.ID? { muting.silencedBy }

    /// Whether people were notified that it is firing: they are then also notified when it is resolved.
    package var isNotified: Bool { notified != nil }

    /// The state as the API and the metrics show it: `suppressed` for an active alert that is inhibited.
    package var shownState: String {
        isActive && inhibitedBy != nil ? "suppressed" : state.name
    }
}
