import Replication

@testable import Alerting

/// An alert engine under test, with a clock moved by hand.
struct AlertScenario {
    private(set) var engine = AlertEngine()
    /// Seconds since the start.
    var second: Double = 0

    var now: MonotonicInstant { MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second)) }
    var wallNow: WallInstant { WallInstant(milliseconds: 1_700_000_000_000 + Int64(second * 1000)) }

    /// One evaluation, `step` seconds after the last.
    mutating func evaluate(after step: Double = 1, _ inputs: [AlertEngine.Input]) -> [AlertTransition] {
        second += step
        return engine.evaluate(inputs, now: now, wallNow: wallNow)
    }

    func alert(_ name: AlertName, _ node: String? = nil) -> Alert? {
        engine.alerts.first { $0.identity.name == name && $0.identity.subject.node == node }
    }
}

extension AlertEngine.Input {
    /// A condition of the cluster `orders`, judged by the catalogue's rule with these changes.
    static func condition(
        _ name: AlertName, _ node: String? = nil, _ truth: Condition.Truth, for dwell: Double? = nil,
        keep: Double? = nil, blames: [String] = []
    ) -> AlertEngine.Input {
        let override = AlertOverride(for: dwell.map { .seconds($0) }, keepFiringFor: keep.map { .seconds($0) })
        return AlertEngine.Input(
            cluster: "orders",
            condition: Condition(name, node: node, truth: truth, summary: "\(name)", blames: blames),
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
