public import Replication

/// The alert lifecycle: conditions in, alerts and things to tell out. No clock, no I/O.
///
/// Unknown neither raises nor clears: a pending alert waits, a firing one goes on firing and is marked stale, and
/// `keepFiringFor` begins anew.
/// A subject that is no longer asked about (removed from the configuration, or its role changed) counts as clear.
public struct AlertEngine: Sendable {
    /// How long a resolved alert stays listed, as in Prometheus.
    public static let resolvedRetention = Duration.seconds(15 * 60)

    /// One condition with the rule it is judged by.
    public struct Input: Sendable {
        public var cluster: String?
        public var condition: Condition
        public var rule: AlertRule

        public init(cluster: String?, condition: Condition, rule: AlertRule) {
            self.cluster = cluster
            self.condition = condition
            self.rule = rule
        }

        var identity: AlertIdentity {
            AlertIdentity(name: condition.alert, cluster: cluster, subject: condition.subject)
        }
    }

    private var lastEvaluationAt: MonotonicInstant?
    private var alertsByIdentity: [AlertIdentity: Alert] = [:]

    public init() {}

    /// All alerts that are not inactive: firing first, then pending, then resolved, each by name and subject.
    public var alerts: [Alert] {
        alertsByIdentity.values.sorted { Self.sortKey($0) < Self.sortKey($1) }
    }

    private static func sortKey(_ alert: Alert) -> (Int, String, String, String, String) {
        let rank =
            switch alert.state {
            case .firing: 0
            case .pending: 1
            case .resolved: 2
            }
        let identity = alert.identity
        return (
            rank, identity.cluster ?? "", identity.name.rawValue, identity.subject.node ?? "",
            identity.subject.slot ?? ""
        )
    }

    /// One evaluation of every condition; returns what people should be told, in order.
    public mutating func evaluate(
        _ inputs: [Input], now: MonotonicInstant, wallNow: WallInstant
    ) -> [AlertTransition] {
        for input in inputs { step(input, now: now, wallNow: wallNow) }
        let asked = Set(inputs.map(\.identity))
        for identity in alertsByIdentity.keys where !asked.contains(identity) {
            clear(identity, keepFiringFor: .zero, now: now)
        }
        dropExpired(now: now)
        lastEvaluationAt = now
        inhibit(inputs, now: now)
        return announce(now: now, wallNow: wallNow)
    }

    /// Advances one alert.
    private mutating func step(_ input: Input, now: MonotonicInstant, wallNow: WallInstant) {
        let identity = input.identity
        switch input.rule.judge(input.condition.truth) {
        case .unknown(let reason): freeze(identity, reason: reason, now: now)
        case .clear: clear(identity, keepFiringFor: input.rule.keepFiringFor, now: now)
        case .holds(var severity):
            // A lower bound may raise an alert, never lower it.
            if case .measuredAtLeast = input.condition.truth, let known = alertsByIdentity[identity], known.isActive {
                severity = max(severity, known.severity)
            }
            hold(identity, severity: severity, input: input, now: now, wallNow: wallNow)
        }
    }

    /// The time that cannot be judged counts neither towards `for` nor towards `keep_firing_for`.
    private mutating func freeze(_ identity: AlertIdentity, reason: String, now: MonotonicInstant) {
        guard var alert = alertsByIdentity[identity], alert.isActive else { return }
        alert.staleReason = reason
        switch alert.state {
        case .pending(let since):
            let unjudged = lastEvaluationAt.map { $0.duration(to: now) } ?? .zero
            alert.state = .pending(since: min(now, since.advanced(by: unjudged)))
        case .firing: alert.state = .firing(clearSince: nil)
        case .resolved: break
        }
        alertsByIdentity[identity] = alert
    }

    private mutating func hold(
        _ identity: AlertIdentity, severity: Severity, input: Input, now: MonotonicInstant, wallNow: WallInstant
    ) {
        let known = alertsByIdentity[identity].flatMap { $0.isActive ? $0 : nil }
        var alert =
            known
            ?? Alert(
                identity: identity, severity: severity, state: .pending(since: now), activeAt: wallNow, summary: "",
                evidence: [])
        alert.severity = severity
        alert.summary = input.condition.summary
        alert.evidence = input.condition.evidence
        alert.staleReason = nil
        switch alert.state {
        case .pending(let since) where since.duration(to: now) >= input.rule.for: alert.state = .firing(clearSince: nil)
        case .firing: alert.state = .firing(clearSince: nil)
        case .pending, .resolved: break
        }
        alertsByIdentity[identity] = alert
    }

    private mutating func clear(_ identity: AlertIdentity, keepFiringFor: Duration, now: MonotonicInstant) {
        guard var alert = alertsByIdentity[identity] else { return }
        alert.staleReason = nil
        switch alert.state {
        case .pending:
            alertsByIdentity[identity] = nil
            return
        case .firing(let clearSince):
            let since = clearSince ?? now
            alert.state = since.duration(to: now) >= keepFiringFor ? .resolved(at: now) : .firing(clearSince: since)
        case .resolved: break
        }
        alertsByIdentity[identity] = alert
    }

    private mutating func dropExpired(now: MonotonicInstant) {
        alertsByIdentity = alertsByIdentity.filter { _, alert in
            guard case .resolved(let at) = alert.state else { return true }
            return at.duration(to: now) < Self.resolvedRetention
        }
    }

    /// Mutes every active alert that an active alert of at least its severity explains away: a warning never mutes a critical
    /// alert. A cause still pending counts, so that consequences with a shorter `for` do not overtake it; not one that can no
    /// longer be judged, which may stay pending for good.
    ///
    /// Once nothing explains it any more it has to last for its `for` again before it is announced: a standby that has
    /// yet to reconnect to a primary that just came back is no news. That is granted once: a cause that comes and goes
    /// does not keep its consequences quiet.
    private mutating func inhibit(_ inputs: [Input], now: MonotonicInstant) {
        for input in inputs {
            guard var alert = alertsByIdentity[input.identity], alert.isActive else { continue }
            let cause = input.rule.inhibitedBy.first { name in
                Self.causes(name, of: input).contains { source in
                    guard source != input.identity, let cause = alertsByIdentity[source] else { return false }
                    return cause.severity >= alert.severity && cause.explains
                }
            }
            if alert.inhibitedBy != nil, cause == nil, alert.quietUntil == nil {
                alert.quietUntil = now.advanced(by: input.rule.for)
            }
            alert.inhibitedBy = cause
            alertsByIdentity[input.identity] = alert
        }
    }

    /// Where an alert that may explain this one would be: at the same subject, at a node that this one blames, at its whole
    /// cluster, or at replmon itself.
    private static func causes(_ name: AlertName, of input: Input) -> [AlertIdentity] {
        input.condition.blames.map { AlertIdentity(name: name, cluster: input.cluster, subject: .init(node: $0)) }
            + [
                AlertIdentity(name: name, cluster: input.cluster, subject: input.condition.subject),
                AlertIdentity(name: name, cluster: input.cluster), AlertIdentity(name: name, cluster: nil),
            ]
    }

    private mutating func announce(now: MonotonicInstant, wallNow: WallInstant) -> [AlertTransition] {
        alerts.compactMap { alert in
            switch alert.state {
            case .firing where alert.isNews(at: now):
                alertsByIdentity[alert.identity]?.announcedSeverity = alert.severity
                return AlertTransition(
                    kind: alert.announcedSeverity == nil ? .firing : .severityChanged, alert: alert, at: wallNow)
            case .resolved where alert.announcedSeverity != nil:
                alertsByIdentity[alert.identity]?.announcedSeverity = nil
                return AlertTransition(kind: .resolved, alert: alert, at: wallNow)
            case .firing, .pending, .resolved: return nil
            }
        }
    }
}

extension Alert {
    /// Whether people have yet to be told of it, or of its severity, and nothing explains it away.
    fileprivate func isNews(at now: MonotonicInstant) -> Bool {
        inhibitedBy == nil && announcedSeverity != severity && quietUntil.map { $0 <= now } ?? true
    }

    /// Whether it mutes what it explains.
    fileprivate var explains: Bool {
        switch state {
        case .pending: staleReason == nil
        case .firing: true
        case .resolved: false
        }
    }
}
