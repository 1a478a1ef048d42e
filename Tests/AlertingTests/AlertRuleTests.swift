import Alerting
import ReplicationCore
import Testing

@Suite struct AlertRuleTests {
    private static let lag = AlertCatalogue.row(for: .postgresReplicationLag)

    @Test(
        "a threshold is reached at its value",
        arguments: [
            (.zero, .clear), (.milliseconds(9_999), .clear), (.seconds(10), .holds(.warning)),
            (.milliseconds(59_999), .holds(.warning)), (.seconds(60), .holds(.critical)),
            (.seconds(Int64.max), .holds(.critical)), (.seconds(-5), .clear),
        ] as [(Duration, Judgement)])
    func thresholds(value: Duration, judgement: Judgement) {
        #expect(Self.lag.judge(.measured(value)) == judgement)
    }

    @Test(
        "a lower limit raises, and never clears",
        arguments: [
            (Duration.zero, Judgement.unknown("why")), (.seconds(10), .holds(.warning)),
            (.seconds(60), .holds(.critical)),
        ])
    func atLeast(value: Duration, judgement: Judgement) {
        #expect(Self.lag.judge(.measuredAtLeast(value, "why")) == judgement)
    }

    @Test(
        "of time that is left, less is worse",
        arguments: [
            (.seconds(Int64.max), .clear), (.milliseconds(3_600_001), .clear), (.seconds(3600), .holds(.warning)),
            (.milliseconds(600_001), .holds(.warning)), (.seconds(600), .holds(.critical)), (.zero, .holds(.critical)),
            (.seconds(-5), .holds(.critical)),
        ] as [(Duration, Judgement)])
    func downwards(value: Duration, judgement: Judgement) {
        #expect(AlertCatalogue.row(for: .postgresSlotAtRisk).judge(.measured(value)) == judgement)
    }

    @Test("an override keeps which way is worse")
    func downwardsOverride() {
        let rule = AlertCatalogue.row(for: .postgresSlotAtRisk).applying(AlertOverride(warning: .seconds(7200)))
        #expect(rule.judge(.measured(.seconds(7200))) == .holds(.warning))
        #expect(rule.judge(.measured(.seconds(7201))) == .clear)
    }

    @Test("what holds mildly is a warning, whatever the rule says", arguments: AlertCatalogue.rows)
    func mildly(rule: AlertRule) {
        #expect(rule.judge(.holdsAsWarning) == .holds(.warning))
    }

    @Test("a lower limit of the time that is left raises nothing")
    func atLeastLeft() {
        let rule = AlertCatalogue.row(for: .postgresSlotAtRisk)
        #expect(rule.judge(.measuredAtLeast(.seconds(1), "why")) == .unknown("why"))
    }

    @Test("yes, no and unknown pass as they are, at the rule's severity")
    func plain() {
        let rule = AlertCatalogue.row(for: .postgresNodeDown)
        #expect(rule.judge(.holds) == .holds(.critical))
        #expect(rule.judge(.clear) == .clear)
        #expect(rule.judge(.unknown("why")) == .unknown("why"))
    }

    @Test("an override changes what it names and nothing else")
    func overrides() {
        let rule = Self.lag.applying(AlertOverride(critical: .seconds(120), keepFiringFor: .seconds(7)))
        #expect(rule.thresholds == .init(warning: .seconds(10), critical: .seconds(120)))
        #expect(rule.for == Self.lag.for)
        #expect(rule.keepFiringFor == .seconds(7))
        #expect(rule.messageID == Self.lag.messageID)
        let rules = AlertRules(overrides: [.postgresReplicationLag: AlertOverride(for: .zero)])
        #expect(rules.rule(for: .postgresReplicationLag).for == .zero)
        #expect(rules.rule(for: .mongoReplicationLag) == AlertCatalogue.row(for: .mongoReplicationLag))
    }
}
