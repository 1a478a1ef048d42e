import ReplicationCore
import Testing

@testable import Alerting

/// The limit that raises an alert and the limit that clears it differ.
@Suite struct AlertHysteresisTests {
    private typealias Thresholds = AlertRule.Thresholds

    private static let lag = AlertCatalogue.row(for: .postgresReplicationLag)

    @Test(
        "clear limits: 80 % upwards, 125 % downwards, or as configured and in proportion",
        arguments: [
            (.init(warning: .seconds(10), critical: .seconds(60)), 8, 48),
            (.init(warning: .seconds(600), critical: .seconds(60), direction: .downwards), 750, 75),
            (.init(warning: .seconds(10), critical: .seconds(60), clear: .seconds(5)), 5, 30),
            (.init(warning: .seconds(10), critical: .seconds(60), clear: .zero), 0, 0),
            (.init(warning: .seconds(10), critical: .seconds(60), clear: .seconds(99)), 10, 60),
            (.init(warning: .seconds(60), critical: .seconds(6), clear: .seconds(90), direction: .downwards), 90, 9),
            (.init(warning: .seconds(60), critical: .seconds(6), clear: .seconds(9), direction: .downwards), 60, 6),
            (.init(warning: .zero, critical: .zero, clear: .seconds(9)), 0, 0),
        ] as [(AlertRule.Thresholds, Int, Int)])
    func limits(thresholds: AlertRule.Thresholds, warning: Int, critical: Int) {
        #expect(thresholds.clearLimit(of: .warning) == .seconds(warning))
        #expect(thresholds.clearLimit(of: .critical) == .seconds(critical))
    }

    @Test("limits nobody would set do not trap")
    func absurd() {
        let limits: [Duration] = [.seconds(Int64.min), .seconds(-1), .zero, .nanoseconds(1), .seconds(Int64.max)]
        for warning in limits {
            for clear in limits {
                for direction in [Thresholds.Direction.upwards, .downwards] {
                    let thresholds = Thresholds(
                        warning: warning, critical: .seconds(Int64.max), clear: clear, direction: direction)
                    _ = thresholds.clearLimit(of: .critical)
                    #expect(
                        thresholds.reaches(warning, thresholds.clearLimit(of: .warning))
                            || thresholds.clearLimit(of: .warning) == warning)
                }
            }
        }
    }

    @Test(
        "what fires goes on firing up to its clear limit",
        arguments: [
            (9, nil, .clear), (9, .warning, .holds(.warning)), (8, .warning, .clear), (7, .critical, .clear),
            (9, .critical, .holds(.warning)), (49, .critical, .holds(.critical)), (48, .critical, .holds(.warning)),
            (59, .warning, .holds(.warning)), (60, .warning, .holds(.critical)), (60, nil, .holds(.critical)),
        ] as [(Int, Severity?, Judgement)])
    func upwards(value: Int, severity: Severity?, judgement: Judgement) {
        #expect(Self.lag.judge(.measured(.seconds(value)), whileAt: severity) == judgement)
    }

    @Test(
        "of time that is left, more of it clears",
        arguments: [
            (3601, nil, .clear), (3601, .warning, .holds(.warning)), (4499, .warning, .holds(.warning)),
            (4500, .warning, .clear), (601, .warning, .holds(.warning)), (601, .critical, .holds(.critical)),
            (750, .critical, .holds(.warning)), (5000, .critical, .clear),
        ] as [(Int, Severity?, Judgement)])
    func downwards(value: Int, severity: Severity?, judgement: Judgement) {
        let rule = AlertCatalogue.row(for: .postgresSlotAtRisk)
        #expect(rule.judge(.measured(.seconds(value)), whileAt: severity) == judgement)
    }

    @Test("a lower limit that is not yet clear is enough to go on; one that might be is unknown")
    func atLeast() {
        #expect(Self.lag.judge(.measuredAtLeast(.seconds(9), "why"), whileAt: .warning) == .holds(.warning))
        #expect(Self.lag.judge(.measuredAtLeast(.seconds(8), "why"), whileAt: .warning) == .unknown("why"))
    }

    @Test("an override of the clear limit, and one of the limit that it is a share of")
    func overrides() {
        let cleared = Self.lag.applying(AlertOverride(clear: .seconds(2)))
        #expect(cleared.judge(.measured(.seconds(3)), whileAt: .warning) == .holds(.warning))
        #expect(cleared.judge(.measured(.seconds(2)), whileAt: .warning) == .clear)
        let raised = Self.lag.applying(AlertOverride(warning: .seconds(20)))
        #expect(raised.thresholds?.clearLimit(of: .warning) == .seconds(16))
    }

    private static func notify(_ values: [Int], for dwell: Double = 0, keep: Double = 0) -> (
        notified: String, states: String
    ) {
        var scenario = AlertScenario()
        var (notified, states) = ("", "")
        for value in values {
            let input = AlertEngine.Input.condition(
                .postgresReplicationLag, "db-b", .measured(.seconds(value)), for: dwell, keep: keep)
            notified += scenario.evaluate([input]).first.map(AlertLife.letter) ?? "."
            let state = scenario.alert(.postgresReplicationLag, "db-b")?.state.name
            states += state?.prefix(1).uppercased() ?? "-"
        }
        return (notified, states)
    }

    @Test("a lag that swings about its limit is one alert; one that swings widely is as many")
    func swings() {
        #expect(Self.notify([9, 11, 9, 11, 9, 11, 8]).notified == ".F....R")
        #expect(Self.notify([59, 61, 59, 61, 50, 48]).notified == "FS...S")
        #expect(Self.notify([7, 11, 7, 11, 7, 11]).notified == ".FRFRF")
    }

    @Test("what is pending, or clear within keep_firing_for, has to reach the limit that raises")
    func raise() {
        #expect(Self.notify([11, 9, 11, 9, 11], for: 2).states == "P-P-P")
        #expect(Self.notify([11, 7, 9, 9, 9], keep: 3).states == "FFFFR")
        #expect(Self.notify([11, 7, 11, 9, 9], keep: 2).states == "FFFFF")
    }

    @Test("the verdict says what is so now, by the limits that raise")
    func verdict() {
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [], links: [],
            conditions: [
                Condition(.postgresReplicationLag, node: "db-b", truth: .measured(.seconds(9)), summary: "9 s behind")
            ], firstRoundDone: true)
        #expect(ClusterAssessment(view: view, rules: AlertRules()).verdict == .ok)
    }
}
