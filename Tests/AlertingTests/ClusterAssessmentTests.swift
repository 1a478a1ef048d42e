import Alerting
import ReplicationCore
import Testing

@Suite struct ClusterAssessmentTests {
    private static func view(_ truths: [(AlertName, Condition.Truth)], firstRoundDone: Bool = true) -> ClusterView {
        ClusterView(
            name: "orders", kind: .postgresql, nodes: [], links: [],
            conditions: truths.map { Condition($0.0, node: "db-b", truth: $0.1, summary: "\($0.0) is so") },
            firstRoundDone: firstRoundDone)
    }

    @Test(
        "the verdict is the worst finding's, else unknown while anything is, else ok",
        arguments: [
            ([], true, .ok), ([], false, .unknown), ([(.postgresNodeDown, .clear)], true, .ok),
            ([(.postgresNodeDown, .clear)], false, .unknown), ([(.postgresNodeDown, .unknown("x"))], true, .unknown),
            ([(.postgresReplayBlocked, .holds)], true, .warning),
            ([(.postgresReplayBlocked, .holds), (.postgresNodeDown, .unknown("x"))], true, .warning),
            ([(.postgresReplayBlocked, .holds), (.postgresNodeDown, .holds)], true, .critical),
            ([(.postgresNodeDown, .holds)], false, .critical),
            ([(.postgresReplicationLag, .measured(.seconds(9)))], true, .ok),
            ([(.postgresReplicationLag, .measured(.seconds(10)))], true, .warning),
            ([(.postgresReplicationLag, .measured(.seconds(60)))], true, .critical),
            ([(.postgresReplicationLag, .measuredAtLeast(.seconds(9), "x"))], true, .unknown),
            ([(.postgresReplicationLag, .measuredAtLeast(.seconds(60), "x"))], true, .critical),
        ] as [([(AlertName, Condition.Truth)], Bool, Verdict)])
    func verdict(truths: [(AlertName, Condition.Truth)], firstRoundDone: Bool, verdict: Verdict) {
        let assessment = ClusterAssessment(
            view: Self.view(truths, firstRoundDone: firstRoundDone), rules: AlertRules())
        #expect(assessment.verdict == verdict)
        #expect(!assessment.summary.isEmpty)
    }

    @Test("findings come worst first, the summary names the worst and counts the rest; what is unknown is kept")
    func findings() {
        let assessment = ClusterAssessment(
            view: Self.view([
                (.postgresReplayBlocked, .holds), (.postgresNodeDown, .holds), (.postgresNoPrimary, .unknown("why")),
                (.postgresStandbyDisconnected, .clear),
            ]), rules: AlertRules())
        #expect(assessment.findings.map(\.alert) == [.postgresNodeDown, .postgresReplayBlocked])
        #expect(assessment.summary == "postgresNodeDown is so (and 1 more)")
        #expect(assessment.unknowns.map(\.reason) == ["why"])
        #expect(assessment.unknowns.map(\.alert) == [.postgresNoPrimary])
    }

    @Test("the configuration's thresholds decide")
    func overrides() {
        let rules = AlertRules(overrides: [
            .postgresReplicationLag: AlertOverride(warning: .seconds(100), critical: .seconds(200))
        ])
        let view = Self.view([(.postgresReplicationLag, .measured(.seconds(90)))])
        #expect(ClusterAssessment(view: view, rules: rules).verdict == .ok)
    }

    @Test("verdicts are ordered for people who have to act")
    func order() {
        #expect(Verdict.allCases.sorted() == [.ok, .unknown, .warning, .critical])
        #expect(Severity.warning < .critical && !(Severity.critical < .critical))
    }
}
