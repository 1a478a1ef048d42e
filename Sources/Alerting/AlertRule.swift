public import Replication

/// One row of the alert catalogue: everything there is to know about an alert before it happens.
public struct AlertRule: Hashable, Sendable {
    public var name: AlertName
    /// Severity while the condition holds; with thresholds, the severity comes from the value instead.
    public var severity: Severity
    /// Limits for alerts that judge a time; `nil` for alerts that are simply so or not so.
    public var thresholds: Thresholds?
    /// How long the condition must hold before the alert fires (Prometheus' `for`).
    public var `for`: Duration
    /// How long the condition must have been clear before a firing alert resolves (Prometheus' `keep_firing_for`).
    public var keepFiringFor: Duration
    /// Alerts that explain this one away when they are about a node it blames.
    public var inhibitedBy: [AlertName]
    /// journald's MESSAGE_ID: 128 bits in hexadecimal, never changed.
    public var messageID: String
    /// What the alert means, in one or two sentences.
    public var meaning: String
    /// What to do first.
    public var action: String

    /// A warning is given at `warning` and beyond, a critical alert at `critical` and beyond.
    public struct Thresholds: Hashable, Sendable {
        public var warning: Duration
        public var critical: Duration
        /// Which way is beyond.
        public var direction: Direction

        /// What makes a time worse.
        public enum Direction: Hashable, Sendable {
            /// More of it: a lag, a wait.
            case upwards
            /// Less of it: the time that is left.
            case downwards
        }

        public init(warning: Duration, critical: Duration, direction: Direction = .upwards) {
            self.warning = warning
            self.critical = critical
            self.direction = direction
        }

        /// Whether `value` is at `limit` or beyond it.
        public func reaches(_ value: Duration, _ limit: Duration) -> Bool {
            switch direction {
            case .upwards: value >= limit
            case .downwards: value <= limit
            }
        }
    }

    init(
        _ name: AlertName, _ severity: Severity, thresholds: Thresholds? = nil, for dwell: Duration,
        keepFiringFor: Duration = .zero, inhibitedBy: [AlertName] = [], messageID: String, meaning: String,
        action: String
    ) {
        self.name = name
        self.severity = severity
        self.thresholds = thresholds
        self.for = dwell
        self.keepFiringFor = keepFiringFor
        self.inhibitedBy = inhibitedBy
        self.messageID = messageID
        self.meaning = meaning
        self.action = action
    }

    /// This rule with what the configuration says instead.
    public func applying(_ override: AlertOverride) -> AlertRule {
        var rule = self
        if var thresholds {
            thresholds.warning = override.warning ?? thresholds.warning
            thresholds.critical = override.critical ?? thresholds.critical
            rule.thresholds = thresholds
        }
        rule.for = override.for ?? rule.for
        rule.keepFiringFor = override.keepFiringFor ?? rule.keepFiringFor
        return rule
    }

    /// How bad the condition is under this rule, or that it is clear or unknown.
    public func judge(_ truth: Condition.Truth) -> Judgement {
        switch truth {
        case .holds: .holds(severity)
        case .holdsMildly: .holds(.warning)
        case .clear: .clear
        case .unknown(let reason): .unknown(reason)
        case .measured(let value): judge(value)
        case .measuredAtLeast(let least, let reason): judge(atLeast: least, reason)
        }
    }

    /// More of it may be worse, never better; where less is worse, a lower limit raises nothing.
    private func judge(atLeast least: Duration, _ reason: String) -> Judgement {
        let judgement = judge(least)
        return judgement == .clear || thresholds?.direction == .downwards ? .unknown(reason) : judgement
    }

    private func judge(_ value: Duration) -> Judgement {
        guard let thresholds else { return .holds(severity) }
        if thresholds.reaches(value, thresholds.critical) { return .holds(.critical) }
        return thresholds.reaches(value, thresholds.warning) ? .holds(.warning) : .clear
    }
}

/// What a rule makes of a condition.
public enum Judgement: Hashable, Sendable {
    case holds(Severity)
    case clear
    case unknown(String)
}
