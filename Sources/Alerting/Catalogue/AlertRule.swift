package import ReplicationCore

/// One row of the alert catalogue: how a condition becomes an alert, and what the alert means.
package struct AlertRule: Hashable, Sendable {
    package var name: AlertName
    /// Severity while the condition holds; with thresholds, the severity comes from the value instead.
    package var severity: Severity
    /// Limits for alerts about a measured time; `nil` for alerts whose condition either holds or not.
    package var thresholds: Thresholds?
    /// How long the condition must hold before the alert fires (Prometheus' `for`), and a worse severity before one
    /// that fires takes it on.
    package var `for`: Duration
    /// How long the condition must have been clear before a firing alert resolves (Prometheus' `keep_firing_for`).
    package var keepFiringFor: Duration
    /// Alerts that inhibit this one while they are active and at least as severe: those about the same subject, a node
    /// among the causes of its condition, its whole cluster, or replmon itself.
    package var inhibitedBy: [AlertName]
    /// Those of `inhibitedBy` that do so only when the node that this alert is about is among the causes of their condition.
    package var inhibitedIfBlamedBy: Set<AlertName>
    /// Whether it is resolved only after somebody has acknowledged it.
    package var isLatched: Bool
    /// journald's MESSAGE_ID: 128 bits in hexadecimal, never changed.
    package var messageID: String
    /// The meaning of the alert for a DBA, in one or two sentences.
    package var meaning: String
    /// The first thing to do.
    package var action: String

    init(
        _ name: AlertName, _ severity: Severity, thresholds: Thresholds? = nil, for dwell: Duration,
        keepFiringFor: Duration = .zero, inhibitedBy: [AlertName] = [], inhibitedIfBlamedBy: Set<AlertName> = [],
        isLatched: Bool = false, messageID: String, meaning: String, action: String
    ) {
        self.name = name
        self.severity = severity
        self.thresholds = thresholds
        self.for = dwell
        self.keepFiringFor = keepFiringFor
        self.inhibitedBy = inhibitedBy
        self.inhibitedIfBlamedBy = inhibitedIfBlamedBy
        self.isLatched = isLatched
        self.messageID = messageID
        self.meaning = meaning
        self.action = action
    }

    /// This rule with the values that the configuration overrides.
    package func applying(_ override: AlertOverride) -> AlertRule {
        var rule = self
        if var thresholds {
            thresholds.warning = override.warning ?? thresholds.warning
            thresholds.critical = override.critical ?? thresholds.critical
            thresholds.clear = override.clear ?? thresholds.clear
            rule.thresholds = thresholds
        }
        rule.for = override.for ?? rule.for
        rule.keepFiringFor = override.keepFiringFor ?? rule.keepFiringFor
        return rule
    }

    /// The severity of the condition under this rule, or clear, or unknown: evaluated by the limits that raise the alert
    /// and, for an alert that is firing `whileAt` a severity, by the limits that clear it.
    package func judge(_ truth: Condition.Truth, whileAt severity: Severity? = nil) -> Judgement {
        switch truth {
        case .holds: .holds(self.severity)
        case .holdsAsWarning: .holds(.warning)
        case .clear: .clear
        case .unknown(let reason): .unknown(reason)
        case .measured(let value): judge(value, whileAt: severity)
        case .measuredAtLeast(let least, let reason): judge(atLeast: least, reason, whileAt: severity)
        }
    }

    /// The real value may be larger. Where larger is worse, a lower bound can raise an alert; it never proves that the
    /// condition is clear. Where smaller is worse, it proves nothing.
    private func judge(atLeast least: Duration, _ reason: String, whileAt severity: Severity?) -> Judgement {
        let judgement = judge(least, whileAt: severity)
        return judgement == .clear || thresholds?.direction == .downwards ? .unknown(reason) : judgement
    }

    private func judge(_ value: Duration, whileAt severity: Severity?) -> Judgement {
        guard let thresholds else { return .holds(self.severity) }
        if thresholds.isWorth(.critical, value, firing: severity == .critical) { return .holds(.critical) }
        return thresholds.isWorth(.warning, value, firing: severity != nil) ? .holds(.warning) : .clear
    }
}
