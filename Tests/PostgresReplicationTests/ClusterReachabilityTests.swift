import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct ClusterReachabilityTests {
    @Test("no node answers: said when a second poll has confirmed each")
    func allSilent() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.failures = ["db-a": .connect("no route"), "db-b": .timeout(phase: .connect)]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.clusterUnreachable).isUnknown)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.clusterUnreachable) == .holds)
        #expect(scenario.condition(.clusterUnreachable)?.summary == "none of 2 nodes answers: db-a, db-b")
        scenario.failures["db-b"] = nil
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.clusterUnreachable) == .clear)
    }

    @Test(
        "a node that refuses us, or is starting, was reached; one that replmon could not ask tells nothing",
        arguments: [
            (.authentication("x"), .clear), (.server(code: "XX000", message: "x"), .clear),
            (.tooManyConnections("x"), .clear), (.startingUp("x"), .clear), (.local("x"), nil),
        ] as [(ProbeFailure, Condition.Truth?)])
    func reached(failure: ProbeFailure, truth: Condition.Truth?) {
        var scenario = PostgresScenario.pair()
        scenario.failures = ["db-a": .connect("no route"), "db-b": failure]
        scenario.run(for: .seconds(15))
        let answer = scenario.truth(.clusterUnreachable)
        if let truth { #expect(answer == truth) } else { #expect(answer.isUnknown) }
    }

    @Test("readings that have grown old neither prove nor deny")
    func stale() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.wait(.seconds(60))
        #expect(scenario.truth(.clusterUnreachable).isUnknown)
    }
}
