package import ReplicationCore

/// The alert lifecycle: conditions in, alerts and things to tell out. No clock, no I/O.
///
/// Unknown neither raises nor clears: a pending alert waits, a firing one goes on firing and is marked stale, and
/// `keepFiringFor` begins anew.
/// A subject that is no longer asked about (its role changed, its slot was dropped) counts as clear. One that has left
/// the cluster ends its alerts at once, those that come and go or are latched included.
/// A severity that becomes worse while the alert fires is taken on once it has lasted for the alert's `for`.
/// A condition that comes and goes counts as holding until it has calmed down; then its state is told, whatever it is.
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

    /// Why nobody asks about an alert's condition any more.
    package enum Absence: Hashable, Sendable {
        /// Nothing can be concluded from it, and why: its node has not been polled since a start or a reload, or does
        /// not answer.
        case unjudged(String)
        /// What it is about is there, and the condition does not apply to it any more.
        case notApplicable
        /// What it is about is not part of what replmon watches any more.
        case left
    }

    /// The time of one evaluation.
    struct Moment {
        var now: MonotonicInstant
        var wallNow: WallInstant
        /// Since the evaluation before.
        var sinceLast: Duration
    }

    private var lastEvaluationAt: MonotonicInstant?
    /// Counts evaluations, to tell which identities the latest one asked about.
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

    /// Whether time alone changes nothing here: no alert is pending, fires, comes and goes, or has ended of late.
    package var isSettled: Bool { records.isEmpty }

    /// In the order of ``alerts``.
    package static func sorted(_ alerts: [Alert]) -> [Alert] {
        alerts.map { (key: sortKey($0), alert: $0) }.sorted { $0.key < $1.key }.map(\.alert)
    }

    /// One string, which compares faster than a row of them.
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

    /// Somebody takes care of these alerts: every one that fires and matches; returns them.
    ///
    /// Until an alert ends or becomes worse nothing more is told of it. One that is latched ends by this once its
    /// condition is clear.
    package mutating func acknowledge(_ matcher: AlertMatcher, _ acknowledgement: Acknowledgement) -> [Alert] {
        var touched: [Alert] = []
        for (identity, record) in records where matcher.matches(identity) {
            guard var alert = record.alert, case .firing = alert.state else { continue }
            alert.acknowledgement = acknowledgement
            alert.acknowledgedSeverity = max(alert.severity, alert.announcedSeverity ?? alert.severity)
            records[identity]?.alert = alert
            touched.append(alert)
        }
        return Self.sorted(touched)
    }

    /// One evaluation of every condition, each once; returns what people should be told, in order.
    ///
    /// Of `silences` those in force count. `absence` says why an active alert is not asked about. Alerts of `outer`, an
    /// engine evaluated before, may explain those of this one away, never the other way round.
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
        return announce(now: now, wallNow: wallNow)
    }

    /// Advances one alert; returns whether it is active now. Most conditions are clear and have no record: for those
    /// this is one look.
    private mutating func step(_ input: Input, at moment: Moment) -> Bool {
        let identity = input.identity
        guard let index = records.index(forKey: identity) else {
            guard case .holds(let severity) = input.rule.judge(input.condition.truth) else { return false }
            var record = AlertRecord(askedIn: evaluation)
            record.hold(severity, input, at: moment)
            records[identity] = record
            return true
        }
        records.values[index].askedIn = evaluation
        switch input.rule.judge(input.condition.truth, whileAt: records.values[index].firingSeverity) {
        case .unknown(let reason): records.values[index].freeze(reason, at: moment)
        case .clear: records.values[index].clear(input, at: moment)
        case .holds(let severity): records.values[index].hold(severity, input, at: moment)
        }
        return records.values[index].isActive
    }

    /// Ends what was not asked about, forgets what is over, and marks what is silenced.
    private mutating func sweep(
        _ silences: [Silence], _ absence: (AlertIdentity) -> Absence, at moment: Moment
    ) {
        var over: [AlertIdentity] = []
        var index = records.startIndex
        while index != records.endIndex {
            let identity = records.keys[index]
            if records.values[index].askedIn != evaluation {
                records.values[index].absent(
                    records.values[index].isActive ? absence(identity) : .notApplicable, at: moment)
            }
            if Self.isOver(&records.values[index], at: moment.now) {
                over.append(identity)
            } else if records.values[index].isActive {
                let silence = silences.isEmpty ? nil : silences.first { $0.matcher.matches(identity) }
                records.values[index].alert?.silencedBy = silence?.id
            }
            records.formIndex(after: &index)
        }
        for identity in over { records[identity] = nil }
    }

    private static func isOver(_ record: inout AlertRecord, at now: MonotonicInstant) -> Bool {
        if let alert = record.alert {
            guard case .resolved(let at) = alert.state, at.duration(to: now) >= resolvedRetention else { return false }
            record.alert = nil
        }
        return record.history.isOver(at: now)
    }

    private mutating func announce(now: MonotonicInstant, wallNow: WallInstant) -> [AlertTransition] {
        var kinds: [AlertIdentity: AlertTransition.Kind] = [:]
        var told: [Alert] = []
        var index = records.startIndex
        while index != records.endIndex {
            if let kind = records.values[index].news(at: now) {
                records.values[index].noteTold(kind, at: now)
                kinds[records.keys[index]] = kind
                if let alert = records.values[index].alert { told.append(alert) }
            }
            records.formIndex(after: &index)
        }
        return Self.sorted(told).compactMap { alert in
            kinds[alert.identity].map { AlertTransition(kind: $0, alert: alert, at: wallNow) }
        }
    }
}
