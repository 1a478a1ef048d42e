package import ReplicationCore

/// The alert lifecycle: conditions in, alerts and transitions out. No clock, no I/O.
///
/// - An unknown condition neither raises nor clears an alert: a pending alert waits, a firing one keeps firing and is
///   marked stale, and `keep_firing_for` starts again.
/// - A condition that no longer applies to its subject (its role changed, its slot was dropped) counts as clear. If the
///   subject has left the cluster, its alerts are resolved at once, also those that are flapping or latched.
/// - A firing alert takes on a worse severity when that has lasted for the alert's `for`.
/// - A flapping condition counts as holding until it settles; then people are notified of its state, whatever it is.
package struct AlertEngine: Sendable {
    /// How long a resolved alert stays listed, as in Prometheus.
    package static let resolvedRetention = Duration.seconds(15 * 60)

    /// One condition with the rule it is judged by.
    package struct Input: Sendable {
        package var cluster: String?
        package var condition: Condition
        package var rule: AlertRule

        package init(cluster: String?, condition: Condition, rule: AlertRule) {
            self.cluster = cluster
            self.condition = condition
            self.rule = rule
        }

        var identity: AlertIdentity {
            AlertIdentity(name: condition.alert, cluster: cluster, subject: condition.subject)
        }
    }

    /// Why the condition of an active alert is not among those of an evaluation.
    package enum Absence: Hashable, Sendable {
        /// The condition is unknown, with the reason: its node has not been polled since a start or a reload, or does not
        /// answer.
        case unjudged(String)
        /// The subject still exists, and the condition no longer applies to it.
        case notApplicable
        /// replmon no longer watches the subject.
        case left
    }

    /// The time of one evaluation.
    struct Moment {
        var now: MonotonicInstant
        var wallNow: WallInstant
        /// Since the previous evaluation.
        var sinceLast: Duration
    }

    private var lastEvaluationAt: MonotonicInstant?
    /// The number of the latest evaluation; records say which one they were last part of.
    private var evaluation: UInt64 = 0
    var records: [AlertIdentity: AlertRecord] = [:]

    package init() {}

    init(records: [AlertIdentity: AlertRecord], at now: MonotonicInstant) {
        self.records = records
        lastEvaluationAt = now
    }

    /// All alerts that are not inactive: firing first, then pending, then resolved, each by name and subject.
    package var alerts: [Alert] {
        Self.sorted(records.values.compactMap(\.alert))
    }

    /// Whether time alone changes nothing here: no alert is pending, firing, flapping or recently resolved.
    package var isSettled: Bool { records.isEmpty }

    /// Sorts alerts as ``alerts`` does.
    package static func sorted(_ alerts: [Alert]) -> [Alert] {
        alerts.map { (key: sortKey($0), alert: $0) }.sorted { $0.key < $1.key }.map(\.alert)
    }

    /// One string: comparing it is faster than comparing a tuple of strings.
    private static func sortKey(_ alert: Alert) -> String {
        let rank =
            switch alert.state {
            case .firing: "0"
            case .pending: "1"
            case .resolved: "2"
            }
        let (identity, subject) = (alert.identity, alert.identity.subject)
        return [
            rank, identity.cluster ?? "", identity.name.rawValue, subject.node ?? "", subject.slot ?? "",
            subject.upstream ?? "",
        ].joined(separator: "\u{0}")
    }

    /// Acknowledges every firing alert that matches, and returns these alerts.
    ///
    /// People are notified of an acknowledged alert again only when it becomes worse or is resolved. A latched alert
    /// resolves when it is acknowledged and its condition is clear.
    package mutating func acknowledge(_ matcher: AlertMatcher, _ acknowledgement: Acknowledgement) -> [Alert] {
        var touched: [Alert] = []
        for (identity, record) in records where matcher.matches(identity) {
            guard var alert = record.alert, case .firing = alert.state else { continue }
            alert.acknowledge(acknowledgement)
            records[identity]?.alert = alert
            touched.append(alert)
        }
        return Self.sorted(touched)
    }

    /// Evaluates every condition once; returns the transitions to notify people of, in the order of ``alerts``.
    ///
    /// Only those `silences` count that are in force. `absence` says why the condition of an active alert is not in
    /// `inputs`. Alerts of `outer`, an engine evaluated before, may inhibit those of this one, never the reverse.
    package mutating func evaluate(
        _ inputs: [Input], silences: [Silence] = [], absence: (AlertIdentity) -> Absence = { _ in .notApplicable },
        outer: AlertEngine? = nil, now: MonotonicInstant, wallNow: WallInstant
    ) -> [AlertTransition] {
        let moment = Moment(
            now: now, wallNow: wallNow,
            sinceLast: max(.zero, lastEvaluationAt.map { $0.duration(to: now) } ?? .zero))
        lastEvaluationAt = now
        evaluation &+= 1
        let active = inputs.filter { step($0, at: moment) }
        sweep(silences.filter { $0.isActive(at: wallNow) }, absence, at: moment)
        inhibit(active, outer: outer, now: now)
        return notifications(now: now, wallNow: wallNow)
    }

    /// Advances one alert; returns whether it is active now. Most conditions are clear and have no record: they cost one
    /// lookup.
    private mutating func step(_ input: Input, at moment: Moment) -> Bool {
        let identity = input.identity
        guard let index = records.index(forKey: identity) else {
            guard case .holds(let severity) = input.rule.judge(input.condition.truth) else { return false }
            var record = AlertRecord(evaluatedIn: evaluation)
            record.hold(severity, input, at: moment)
            records[identity] = record
            return true
        }
        records.values[index].evaluatedIn = evaluation
        switch input.rule.judge(input.condition.truth, whileAt: records.values[index].firingSeverity) {
        case .unknown(let reason): records.values[index].freeze(reason, at: moment)
        case .clear: records.values[index].clear(input, at: moment)
        case .holds(let severity): records.values[index].hold(severity, input, at: moment)
        }
        return records.values[index].isActive
    }

    /// Handles alerts whose condition was not evaluated, removes records that are over, and marks silenced alerts.
    private mutating func sweep(
        _ silences: [Silence], _ absence: (AlertIdentity) -> Absence, at moment: Moment
    ) {
        var over: [AlertIdentity] = []
        var index = records.startIndex
        while index != records.endIndex {
            let identity = records.keys[index]
            if records.values[index].evaluatedIn != evaluation {
                records.values[index].absent(
                    records.values[index].isActive ? absence(identity) : .notApplicable, at: moment)
            }
            if Self.isOver(&records.values[index], at: moment.now) {
                over.append(identity)
            } else if records.values[index].isActive {
                let silence = silences.isEmpty ? nil : silences.first { $0.matcher.matches(identity) }
                records.values[index].alert?.muting.silencedBy = silence?.id
            }
            records.formIndex(after: &index)
        }
        for identity in over { records[identity] = nil }
    }

    private static func isOver(_ record: inout AlertRecord, at now: MonotonicInstant) -> Bool {
        if let alert = record.alert {
            guard case .resolved(let resolution) = alert.state,
                resolution.at.duration(to: now) >= resolvedRetention
            else { return false }
            record.alert = nil
        }
        return record.history.isOver(at: now)
    }

    /// Collects the pending notifications and marks their alerts as notified.
    private mutating func notifications(now: MonotonicInstant, wallNow: WallInstant) -> [AlertTransition] {
        var kinds: [AlertIdentity: AlertTransition.Kind] = [:]
        var notified: [Alert] = []
        var index = records.startIndex
        while index != records.endIndex {
            if let kind = records.values[index].pendingNotification(at: now) {
                records.values[index].markNotified(kind, at: now)
                kinds[records.keys[index]] = kind
                if let alert = records.values[index].alert { notified.append(alert) }
            }
            records.formIndex(after: &index)
        }
        return Self.sorted(notified).compactMap { alert in
            kinds[alert.identity].map { AlertTransition(kind: $0, alert: alert, at: wallNow) }
        }
    }
}
