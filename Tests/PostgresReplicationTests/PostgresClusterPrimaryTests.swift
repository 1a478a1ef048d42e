import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct PostgresClusterPrimaryTests {
    @Test("the primary is unreachable from here while a standby still streams from it: cannot tell")
    func primaryUnreachable() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.failures["db-a"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNoPrimary) == .holds)
        #expect(scenario.condition(.postgresNoPrimary)?.causes == ["db-a"])
    }

    @Test("also when nothing says whom the standby streams from")
    func unnamedUpstream() {
        var scenario = PostgresScenario.pair(upstream: nil)
        scenario.failures["db-a"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
    }

    @Test(
        "no primary is said only when every candidate is accounted for",
        arguments: [
            (nil, .holds), (.connect("refused"), .holds), (.authentication("x"), nil), (.tooManyConnections("x"), nil),
        ] as [(ProbeFailure?, Condition.Truth?)])
    func noPrimary(failure: ProbeFailure?, truth: Condition.Truth?) {
        var scenario = PostgresScenario.pair()
        scenario.cutLink(to: "db-b")
        scenario.servers["db-a"] = .standby(at: 1000)
        scenario.failures["db-a"] = failure
        scenario.run(for: .seconds(10))
        let answer = scenario.truth(.postgresNoPrimary)
        if let truth { #expect(answer == truth) } else { #expect(answer.isUnknown) }
    }

    @Test("with nobody to ask, nothing is known of the primary")
    func allSilent() {
        var scenario = PostgresScenario.pair()
        scenario.failures = ["db-a": .connect("x"), "db-b": .connect("x")]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNoPrimary) == .unknown("no node answers"))
    }
}
