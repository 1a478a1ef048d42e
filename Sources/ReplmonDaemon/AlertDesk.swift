internal import Alerting
internal import Exposition
internal import Replication

/// Alerts, silences and events of the daemon: everything between an assessment and what people are told.
struct AlertDesk {
    private var engine: AlertEngine
    /// Those in force and those that begin later.
    private(set) var silences: [Silence]
    private var ledger = EventLedger()
    private var pending: [Event] = []

    /// What one evaluation came to.
    struct Outcome {
        var transitions: [AlertTransition]
        var events: [Event]
        /// Silences that ended by themselves were dropped.
        var silencesChanged: Bool
    }

    init(remembered: Remembered, now: MonotonicInstant, wallNow: WallInstant) {
        engine = AlertEngine(restoring: remembered.alerts, now: now, wallNow: wallNow)
        silences = remembered.silences
    }

    var alerts: [Alert] { engine.alerts }

    func memories(at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        engine.memories(at: now, wallNow: wallNow)
    }

    /// Judges everything anew. `ours` is what is said of replmon itself.
    mutating func evaluate(
        _ assessments: [ClusterAssessment], rules: [String: AlertRules], ours: [Condition], now: MonotonicInstant,
        wallNow: WallInstant
    ) -> Outcome {
        let silencesChanged = dropEndedSilences(wallNow: wallNow)
        let views = Dictionary(assessments.map { ($0.view.name, $0.view) }, uniquingKeysWith: { $1 })
        let transitions = engine.evaluate(
            Self.inputs(assessments, rules: rules, ours: ours), silences: silences,
            unjudged: { Self.whyUnjudged($0, in: views) }, now: now, wallNow: wallNow)
        let events =
            pending
            + ledger.events(
                assessments.map(\.view), transitions: transitions, now: now, wallNow: wallNow)
        pending = []
        return Outcome(transitions: transitions, events: events, silencesChanged: silencesChanged)
    }

    private static func inputs(
        _ assessments: [ClusterAssessment], rules: [String: AlertRules], ours: [Condition]
    ) -> [AlertEngine.Input] {
        assessments.flatMap { assessment in
            let rules = rules[assessment.view.name] ?? AlertRules()
            return assessment.view.conditions.map { condition in
                AlertEngine.Input(
                    cluster: assessment.view.name, condition: condition,
                    rule: rules.rule(for: condition.alert, node: condition.subject.node))
            }
        } + ours.map { AlertEngine.Input(cluster: nil, condition: $0, rule: AlertCatalogue.row(for: $0.alert)) }
    }

    /// Why an active alert that nobody asks about may be as it was all the same; `nil` when its subject is gone.
    private static func whyUnjudged(_ identity: AlertIdentity, in views: [String: ClusterView]) -> String? {
        guard let name = identity.cluster, let view = views[name] else { return nil }
        guard view.firstRoundDone else { return "not every node has been polled yet" }
        guard let node = identity.subject.node else { return nil }
        guard let nodeView = view.nodes.first(where: { $0.name == node }) else {
            guard let set = view.replicaSet, set.configVersion == nil else { return nil }
            return "no member has told the set's configuration yet"
        }
        if !nodeView.reachable { return "\(node) does not answer" }
        // The first poll asks for less than the second.
        return nodeView.reach.count < 2 ? "\(node) was polled only once so far" : nil
    }

    /// Takes in what a former process left and could be read only now.
    mutating func restore(_ remembered: Remembered, now: MonotonicInstant, wallNow: WallInstant) {
        engine.restore(remembered.alerts, now: now, wallNow: wallNow)
        silences += remembered.silences.filter { former in !silences.contains { $0.id == former.id } }
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
        let touched = engine.acknowledge(matcher, acknowledgement)
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
