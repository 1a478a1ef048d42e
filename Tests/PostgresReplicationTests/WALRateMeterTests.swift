import Testing

@testable import ReplicationCore

@Suite struct WALRateMeterTests {
    @Test("a primary generates, a standby receives and replays, each at its own rate")
    func rates() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(5)) { $0.write(50_000) }
        #expect(scenario.node("db-a")?.postgresql?.rates == WALRates())
        scenario.run(for: .seconds(60)) { $0.write(50_000) }
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(120)) { $0.write(50_000) }
        let (primary, standby) = (scenario.node("db-a")?.postgresql?.rates, scenario.node("db-b")?.postgresql?.rates)
        #expect((9990...10_010).contains(primary?.generated ?? 0))
        #expect(primary?.received == nil && primary?.replayed == nil)
        #expect((9990...10_010).contains(standby?.received ?? 0))
        #expect(standby?.replayed == 0)
        #expect(standby?.generated == nil)
        scenario.failures["db-a"] = .closed("gone")
        scenario.run(for: .seconds(5))
        #expect(scenario.node("db-a")?.postgresql?.rates == nil)
    }

    @Test("another role, timeline or system begins anew", arguments: 0..<3)
    func resets(kind: Int) {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(50_000) }
        switch kind {
        case 0: scenario.servers["db-a"] = .standby(at: 900_000)
        case 1: scenario.servers["db-a"] = .primary(at: 900_000, timeline: 2)
        default: scenario.servers["db-a"] = .primary(at: 900_000, system: 8)
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.node("db-a")?.postgresql?.rates == WALRates())
    }

    @Test("a standby whose WAL receiver comes and goes keeps its rate")
    func receiverGone() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(50_000) }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect(scenario.node("db-b")?.postgresql?.rates?.replayed ?? 0 > 8000)
    }
}
