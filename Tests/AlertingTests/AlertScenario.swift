import ReplicationCore

@testable import Alerting

/// An alert engine under test, with a clock moved by hand.
struct AlertScenario {
    private(set) var engine = AlertEngine()
    /// Seconds since the start, by the wall clock.
    var second: Double = 0
    /// How far the monotonic clock is behind that: each boot begins at zero.
    private var bootSecond: Double = 0
    var silences: [Silence] = []
    /// Why nothing follows from a restored alert's not being asked about.
    var unjudged: String?
    /// Whether what is not asked about has left its cluster.
    var hasLeft = false

    var now: MonotonicInstant { MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second - bootSecond)) }
    var wallNow: WallInstant { Self.wall(second) }

    static func wall(_ second: Double) -> WallInstant {
        WallInstant(milliseconds: 1_700_000_000_000 + Int64(second * 1000))
    }

    /// One evaluation, `step` seconds after the last.
    mutating func evaluate(after step: Double = 1, _ inputs: [AlertEngine.Input]) -> [AlertTransition] {
        second += step
        let absence = unjudged.map { AlertEngine.Absence.unjudged($0) } ?? (hasLeft ? .left : .notApplicable)
        return engine.evaluate(inputs, silences: silences, absence: { _ in absence }, now: now, wallNow: wallNow)
    }

    /// replmon is killed and, `downtime` seconds later, started on a machine that was started meanwhile.
    mutating func restart(after downtime: Double = 0) {
        let memories = engine.memories(at: now, wallNow: wallNow)
        second += downtime
        bootSecond = second
        engine = AlertEngine(restoring: memories, now: now, wallNow: wallNow)
    }

    /// Somebody takes care of what matches.
    mutating func acknowledge(_ matcher: AlertMatcher = AlertMatcher(), comment: String = "") -> [Alert] {
        engine.acknowledge(matcher, Acknowledgement(author: "ann", at: wallNow, comment: comment))
    }

    /// Silences what matches from now on, for so many seconds.
    mutating func silence(_ matcher: AlertMatcher = AlertMatcher(), for duration: Double = 1e6) {
        silences.append(
            Silence(
                id: "5a5a5a5a", matcher: matcher, startsAt: wallNow, endsAt: Self.wall(second + duration),
                author: "ann", reason: "work"))
    }

    func alert(_ name: AlertName, _ node: String? = nil) -> Alert? {
        engine.alerts.first { $0.identity.name == name && $0.identity.subject.node == node }
    }
}

extension AlertEngine.Input {
    /// A condition of the cluster `orders`, judged by the catalogue's rule with these changes.
    static func condition(
        _ name: AlertName, _ node: String? = nil, _ truth: Condition.Truth, for dwell: Double? = nil,
        keep: Double? = nil, causes: [String] = []
    ) -> AlertEngine.Input {
        let override = AlertOverride(for: dwell.map { .seconds($0) }, keepFiringFor: keep.map { .seconds($0) })
        return AlertEngine.Input(
            cluster: "orders",
            condition: Condition(name, node: node, truth: truth, summary: "\(name)", causes: causes),
            rule: AlertCatalogue.row(for: name).applying(override))
    }

    /// A condition of a whole cluster, or with `nil` of replmon itself.
    static func condition(
        _ name: AlertName, _ truth: Condition.Truth, cluster: String?, for dwell: Double
    ) -> AlertEngine.Input {
        condition(name, nil, truth, for: dwell).moved(to: cluster)
    }

    /// The same of another cluster.
    func moved(to cluster: String?) -> AlertEngine.Input {
        var input = self
        input.cluster = cluster
        return input
    }
}
