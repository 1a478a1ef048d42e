internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// From judged clusters to alerts: engines, silences and events of the daemon.
///
/// Each cluster has an alert engine of its own, and so have the alerts about replmon itself: the cost of a poll does
/// not grow with the number of clusters. Alerts about replmon inhibit those of clusters, never the other way round.
struct AlertPipeline {
    /// The engine of the alerts about replmon itself.
    private var own: AlertEngine
    /// By cluster.
    private var engines: [String: AlertEngine] = [:]
    /// Those in force and those that begin later.
    private(set) var silences: [Silence]
    private var ledger = EventLedger()
    /// Events of what admins and replmon itself did since the last evaluation.
    private var pending: [Event] = []

    /// The result of one evaluation.
    struct Outcome {
        var transitions: [AlertTransition] = []
        var events: [Event] = []
        /// Whether silences were dropped because they ended.
        var silencesChanged = false
    }

    /// A cluster as judged just now, with the rules of its alerts.
    struct Judged {
        var assessment: ClusterAssessment
        var rules: AlertRules
    }

    init(remembered: Remembered, now: MonotonicInstant, wallNow: WallInstant) {
        own = AlertEngine(restoring: [], now: now, wallNow: wallNow)
        silences = remembered.silences
        restore(remembered.alerts, now: now, wallNow: wallNow)
    }

    /// All alerts, in the order of ``Alerting/AlertEngine/alerts``.
    var alerts: [Alert] { AlertEngine.sorted(own.alerts + engines.values.flatMap(\.alerts)) }

    /// The alerts of one cluster; for `nil` those about replmon itself.
    func alerts(of cluster: String?) -> [Alert] {
        guard let cluster else { return own.alerts }
        return engines[cluster]?.alerts ?? []
    }

    /// Whether the alerts of a cluster stay as they are until a condition changes.
    func isSettled(_ cluster: String) -> Bool {
        engines[cluster]?.isSettled ?? true
    }

    /// All alerts, in the form that survives a restart.
    func memories(at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        own.memories(at: now, wallNow: wallNow)
            + engines.sorted { $0.key < $1.key }.flatMap { $0.value.memories(at: now, wallNow: wallNow) }
    }

    /// The same of one cluster; for `nil` of the alerts about replmon itself.
    func memories(of cluster: String?, at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        guard let cluster else { return own.memories(at: now, wallNow: wallNow) }
        return engines[cluster]?.memories(at: now, wallNow: wallNow) ?? []
    }

    /// Evaluates the conditions about replmon itself, then those of these clusters.
    mutating func evaluate(
        _ clusters: [Judged], selfConditions: [Condition], now: MonotonicInstant, wallNow: WallInstant
    ) -> Outcome {
        var outcome = Outcome(silencesChanged: dropEndedSilences(wallNow: wallNow))
        outcome.transitions = own.evaluate(
            selfConditions.map {
                AlertEngine.Input(cluster: nil, condition: $0, rule: AlertCatalogue.row(for: $0.alert))
            }, silences: silences, absence: { _ in .left }, now: now, wallNow: wallNow)
        for cluster in clusters {
            let view = cluster.assessment.view
            outcome.transitions += engines[view.name, default: AlertEngine()].evaluate(
                Self.inputs(view, rules: cluster.rules), silences: silences, absence: { view.absence(of: $0) },
                outer: own, now: now, wallNow: wallNow)
        }
        outcome.events =
            pending
            + ledger.events(
                clusters.map(\.assessment.view), transitions: outcome.transitions, now: now, wallNow: wallNow)
        pending = []
        return outcome
    }

    /// Ends the alerts of clusters that are no longer watched, and forgets those whose end is no longer listed.
    mutating func retain(only watched: Set<String>, now: MonotonicInstant, wallNow: WallInstant) -> Outcome {
        ledger.forget(allBut: watched)
        var outcome = Outcome()
        for name in engines.keys.sorted() where !watched.contains(name) {
            outcome.transitions +=
                engines[name]?.evaluate([], silences: silences, absence: { _ in .left }, now: now, wallNow: wallNow)
                ?? []
            if engines[name]?.isSettled == true { engines[name] = nil }
        }
        outcome.events = ledger.events([], transitions: outcome.transitions, now: now, wallNow: wallNow)
        return outcome
    }

    private static func inputs(_ view: ClusterView, rules: AlertRules) -> [AlertEngine.Input] {
        view.conditions.map { condition in
            AlertEngine.Input(
                cluster: view.name, condition: condition,
                rule: rules.rule(for: condition.alert, node: condition.subject.node))
        }
    }

    /// Adds alerts and silences of a former process that could be read only now.
    mutating func restore(_ remembered: Remembered, now: MonotonicInstant, wallNow: WallInstant) {
        restore(remembered.alerts, now: now, wallNow: wallNow)
        silences += remembered.silences.filter { former in !silences.contains { $0.id == former.id } }
    }

    private mutating func restore(_ memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        for (cluster, memories) in Dictionary(grouping: memories, by: \.cluster) {
            guard let cluster else {
                own.restore(memories, now: now, wallNow: wallNow)
                continue
            }
            engines[cluster, default: AlertEngine(restoring: [], now: now, wallNow: wallNow)].restore(
                memories, now: now, wallNow: wallNow)
        }
    }

    // MARK: Requests of admins

    /// Adds a silence; its event comes with the next evaluation.
    mutating func add(_ silence: Silence, at wallNow: WallInstant) {
        silences.append(silence)
        pending.append(.silenced(silence, at: wallNow))
    }

    /// Ends a silence now; `nil` if none has this id.
    mutating func expireSilence(_ id: Silence.ID, at wallNow: WallInstant) -> Silence? {
        guard let index = silences.firstIndex(where: { $0.id == id }) else { return nil }
        var silence = silences.remove(at: index)
        silence.endsAt = wallNow
        pending.append(.silenceEnded(silence, how: "was ended early", at: wallNow))
        return silence
    }

    /// Marks the firing alerts that match as acknowledged; returns them.
    mutating func acknowledge(_ matcher: AlertMatcher, _ acknowledgement: Acknowledgement) -> [Alert] {
        var acknowledged = own.acknowledge(matcher, acknowledgement)
        for name in engines.keys { acknowledged += engines[name]?.acknowledge(matcher, acknowledgement) ?? [] }
        acknowledged = AlertEngine.sorted(acknowledged)
        pending += acknowledged.map { .acknowledged($0, by: acknowledgement) }
        return acknowledged
    }

    /// Adds an event of replmon itself to those of the next evaluation.
    mutating func add(_ event: Event) {
        pending.append(event)
    }

    private mutating func dropEndedSilences(wallNow: WallInstant) -> Bool {
        let ended = silences.filter { $0.endsAt <= wallNow }
        guard !ended.isEmpty else { return false }
        silences.removeAll { $0.endsAt <= wallNow }
        pending += ended.map { .silenceEnded($0, how: "ended", at: wallNow) }
        return true
    }
}
