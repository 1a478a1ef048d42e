import Alerting
import Replication
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
