import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterTrendTests {
    /// Moves the replay of `db-b` by so much, no further than what `db-a` has.
    private static func replay(_ bytes: UInt64, in scenario: inout PostgresScenario) {
        let end = scenario.servers["db-a"]?.primary?.currentLSN ?? LSN(rawValue: 0)
        scenario.servers["db-b"]?.changeStandby { standby in
            standby.replayLSN = standby.replayLSN.map { min(end, LSN(rawValue: $0.rawValue + bytes)) }
        }
    }

    private static func seconds(_ trend: ReplicationTrend?) -> Double? {
        if case .catchingUp(let time) = trend { time.seconds } else { nil }
    }

    @Test("level, falling behind at the difference of the rates, catching up in what is missing over it, level again")
    func directions() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(120)) { $0.write(10_000_000) }
        #expect(scenario.node("db-b")?.postgresql?.trend == .level)

        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(120)) { scenario in
            scenario.write(10_000_000)
            Self.replay(4_000_000, in: &scenario)
        }
        guard case .fallingBehind(let rate) = scenario.node("db-b")?.postgresql?.trend else {
            Issue.record("falls behind by 1.2 MB/s: \(String(describing: scenario.node("db-b")?.postgresql?.trend))")
            return
        }
        #expect((1_190_000...1_210_000).contains(rate))
        #expect(
            scenario.condition(.postgresReplicationLag, "db-b")?.summary.contains(
                "falling behind by \(HumanText.speed(bytesPerSecond: rate))") == true)

        // 144 MB are missing; 1 MB/s is gained from now on.
        scenario.run(for: .seconds(70)) { scenario in
            scenario.write(10_000_000)
            Self.replay(15_000_000, in: &scenario)
        }
        #expect((70...78).contains(Self.seconds(scenario.node("db-b")?.postgresql?.trend) ?? 0))
        let evidence = scenario.condition(.postgresReplicationLag, "db-b")?.evidence ?? []
        #expect(evidence.contains { $0.name == "generated_bytes_per_second" && $0.value.count == 7 })
        #expect(evidence.contains { $0.name == "trend" && $0.value.hasPrefix("level again in 1m1") })
        scenario.run(for: .seconds(80)) { scenario in
            scenario.write(10_000_000)
            Self.replay(15_000_000, in: &scenario)
        }
        #expect(scenario.node("db-b")?.postgresql?.trend == .level)
    }

    @Test("an even distance is no direction, and does not flicker")
    func steady() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(10_000_000) }
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(60)) { $0.write(10_000_000) }
        scenario.run(for: .seconds(70)) { scenario in
            scenario.write(10_000_000)
            Self.replay(10_000_000, in: &scenario)
        }
        scenario.run(for: .seconds(300)) { scenario in
            #expect(scenario.node("db-b")?.postgresql?.trend == nil, "seed \(seed)")
            scenario.write(10_000_000)
            Self.replay(.random(in: 9_700_000...10_300_000, using: &random), in: &scenario)
        }
    }

    @Test("an idle primary and a replay that goes on: the time left; a paused one goes nowhere")
    func idlePrimary() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.heldReplay = ["db-b"]
        scenario.write(600_000_000)
        scenario.run(for: .seconds(120))
        #expect(scenario.node("db-b")?.postgresql?.trend == nil)
        scenario.run(for: .seconds(120)) { Self.replay(5_000_000, in: &$0) }
        #expect((475...485).contains(Self.seconds(scenario.node("db-b")?.postgresql?.trend) ?? 0))
    }

    @Test("a delayed standby at its delay is level; a cut one falls behind, and is unknown without the primary")
    func delayedAndCut() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = .seconds(60)
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(60)) { $0.write(10_000_000) }
        scenario.run(for: .seconds(120)) { scenario in
            scenario.write(10_000_000)
            Self.replay(10_000_000, in: &scenario)
            if scenario.now > .at(100_072) { #expect(scenario.node("db-b")?.postgresql?.trend == .level) }
        }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(120)) { $0.write(10_000_000) }
        guard case .fallingBehind(let rate) = scenario.node("db-b")?.postgresql?.trend else {
            Issue.record("a cut standby falls behind")
            return
        }
        #expect((1_990_000...2_010_000).contains(rate))
        scenario.failures["db-a"] = .closed("gone")
        scenario.run(for: .seconds(5))
        #expect(scenario.node("db-b")?.postgresql?.trend == nil)
    }
}
