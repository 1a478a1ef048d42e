internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// Alerts, silences and events of the daemon: everything between an assessment and what people are told.
///
/// Alerts of one cluster and those about replmon itself are judged apart, so that a poll costs the same however many
/// clusters there are. Those about replmon explain the others away, never the other way round.
struct AlertDesk {
    /// What is said of replmon itself.
    private var own: AlertEngine
    /// By cluster.
    private var engines: [String: AlertEngine] = [:]
    /// Those in force and those that begin later.
    private(set) var silences: [Silence]
    private var ledger = EventLedger()
    private var pending: [Event] = []

    /// What one evaluation came to.
    struct Outcome {
        var transitions: [AlertTransition] = []
        var events: [Event] = []
        /// Silences that ended by themselves were dropped.
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
        adopt(remembered.alerts, now: now, wallNow: wallNow)
    }

    /// All alerts, in the order of ``Alerting/AlertEngine/alerts``.
    var alerts: [Alert] { AlertEngine.sorted(own.alerts + engines.values.flatMap(\.alerts)) }

    /// Those of one cluster; with `nil` those about replmon itself.
    func alerts(of cluster: String?) -> [Alert] {
        guard let cluster else { return own.alerts }
        return engines[cluster]?.alerts ?? []
    }

    /// Whether time alone changes nothing about the alerts of a cluster.
    func isSettled(_ cluster: String) -> Bool {
        engines[cluster]?.isSettled ?? true
    }

    /// What should survive a restart.
    func memories(at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        own.memories(at: now, wallNow: wallNow)
            + engines.sorted { $0.key < $1.key }.flatMap { $0.value.memories(at: now, wallNow: wallNow) }
    }

    /// The same of one cluster; with `nil` what is about replmon itself.
    func memories(of cluster: String?, at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        guard let cluster else { return own.memories(at: now, wallNow: wallNow) }
        return engines[cluster]?.memories(at: now, wallNow: wallNow) ?? []
    }

    /// Judges what is said of replmon itself (`ours`), then these clusters.
    mutating func evaluate(
        _ clusters: [Judged], ours: [Condition], now: MonotonicInstant, wallNow: WallInstant
    ) -> Outcome {
        var outcome = Outcome(silencesChanged: dropEndedSilences(wallNow: wallNow))
        outcome.transitions = own.evaluate(
            ours.map { AlertEngine.Input(cluster: nil, condition: $0, rule: AlertCatalogue.row(for: $0.alert)) },
            silences: silences, absence: { _ in .left }, now: now, wallNow: wallNow)
        for cluster in clusters {
            let view = cluster.assessment.view
            outcome.transitions += engines[view.name, default: AlertEngine()].evaluate(
                Self.inputs(view, rules: cluster.rules), silences: silences,
                absence: { Self.absence(of: $0, in: view) }, outer: own, now: now, wallNow: wallNow)
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

    /// Why nobody asks about an active alert.
    private static func absence(of identity: AlertIdentity, in view: ClusterView) -> AlertEngine.Absence {
        let subjects = [identity.subject.node, identity.subject.upstream].compactMap(\.self)
        if let reason = subjects.lazy.compactMap({ view.absence(of: $0) }).first { return reason }
        guard view.firstRoundDone else { return .unjudged("not every node has been polled yet") }
        guard let node = view.nodes.first(where: { $0.name == identity.subject.node }) else { return .notApplicable }
        if !node.reachable { return .unjudged("\(node.name) does not answer") }
        // The first poll asks for less than the second.
        return node.reach.count < 2 ? .unjudged("\(node.name) was polled only once so far") : .notApplicable
    }

    /// Takes in what a former process left and could be read only now.
    mutating func restore(_ remembered: Remembered, now: MonotonicInstant, wallNow: WallInstant) {
        adopt(remembered.alerts, now: now, wallNow: wallNow)
        silences += remembered.silences.filter { former in !silences.contains { $0.id == former.id } }
    }

    private mutating func adopt(_ memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        for (cluster, memories) in Dictionary(grouping: memories, by: \.cluster) {
            guard let cluster else {
                own.restore(memories, now: now, wallNow: wallNow)
                continue
            }
            engines[cluster, default: AlertEngine(restoring: [], now: now, wallNow: wallNow)]
                .restore(memories, now: now, wallNow: wallNow)
        }
    }

    // MARK: What people do

    mutating func add(_ silence: Silence, at wallNow: WallInstant) {
        silences.append(silence)
        pending.append(
            Event(
                at: wallNow, kind: .silenced, cluster: silence.matcher.cluster, node: silence.matcher.node,
                summary:
                    "\(silence.author) silenced \(silence.matcher.text) until \(silence.endsAt): \(silence.reason)",
                details: ["silence": silence.id, "author": silence.author]))
    }

    /// Ends a silence now; `nil` when there is none of this id.
    mutating func expireSilence(_ id: Silence.ID, at wallNow: WallInstant) -> Silence? {
        guard let index = silences.firstIndex(where: { $0.id == id }) else { return nil }
        var silence = silences.remove(at: index)
        silence.endsAt = wallNow
        pending.append(Self.ended(silence, "was ended early", at: wallNow))
        return silence
    }

    mutating func acknowledge(_ matcher: AlertMatcher, _ acknowledgement: Acknowledgement) -> [Alert] {
        var touched = own.acknowledge(matcher, acknowledgement)
        for name in engines.keys { touched += engines[name]?.acknowledge(matcher, acknowledgement) ?? [] }
        touched = AlertEngine.sorted(touched)
        pending += touched.map { alert in
            let comment = acknowledgement.comment.isEmpty ? "" : ": \(acknowledgement.comment)"
            return Event(
                at: acknowledgement.at, kind: .acknowledged, cluster: alert.identity.cluster,
                node: alert.identity.subject.node,
                summary: "\(acknowledgement.author) acknowledged \(alert.identity.name.rawValue)\(comment)",
                details: ["alert": alert.identity.name.rawValue, "author": acknowledgement.author])
        }
        return touched
    }

    /// Something that happened to replmon itself; it is among the events of the next evaluation.
    mutating func note(_ event: Event) {
        pending.append(event)
    }

    private mutating func dropEndedSilences(wallNow: WallInstant) -> Bool {
        let ended = silences.filter { $0.endsAt <= wallNow }
        guard !ended.isEmpty else { return false }
        silences.removeAll { $0.endsAt <= wallNow }
        pending += ended.map { Self.ended($0, "ended", at: wallNow) }
        return true
    }

    private static func ended(_ silence: Silence, _ how: String, at wallNow: WallInstant) -> Event {
        Event(
            at: wallNow, kind: .silenceExpired, cluster: silence.matcher.cluster, node: silence.matcher.node,
            summary: "the silence \(silence.id) of \(silence.matcher.text) \(how)",
            details: ["silence": silence.id, "author": silence.author])
    }
}

extension ClusterView {
    /// Why no condition is about this node any more; `nil` while it is part of the cluster.
    fileprivate func absence(of node: String) -> AlertEngine.Absence? {
        guard let replicaSet else { return nodes.contains { $0.name == node } ? nil : .left }
        if replicaSet.removed.contains(node) { return .left }
        if nodes.contains(where: { $0.name == node }) { return nil }
        // Who belongs to a replica set is known from its members only.
        guard replicaSet.configVersion != nil else {
            return .unjudged("no member has told the set's configuration yet")
        }
        return firstRoundDone ? .left : .unjudged("not every node has been polled yet")
    }
}
