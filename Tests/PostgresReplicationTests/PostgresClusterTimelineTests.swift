import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterTimelineTests {
    /// db-b is promoted while db-a writes `past` bytes more; db-a then comes back as a standby that streams from nobody.
    private static func failover(past: UInt64, withoutProof: Set<String> = []) -> PostgresScenario {
        var scenario = PostgresScenario.pair()
        scenario.withoutProof = withoutProof
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.kill("db-a")
        scenario.run(for: .seconds(10))
        scenario.promote("db-b")
        scenario.write(past)
        scenario.demote("db-a")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        return scenario
    }

    @Test(
        "an old primary with WAL past the switch has diverged, by so many bytes; with none it has not",
        arguments: [168, 0])
    func oldPrimary(past: UInt64) {
        let scenario = Self.failover(past: past)
        let condition = scenario.condition(.postgresTimelineDiverged, "db-a")
        #expect(condition?.truth == (past > 0 ? .holds : .clear))
        if past > 0 { #expect(condition?.summary.contains("168B past where db-b left timeline 1 for 2") == true) }
        #expect(condition?.evidence.contains { $0.name == "switch_lsn" } == (past > 0))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b") == .clear)
    }

    @Test("without proof of the primary's history: cannot tell, and why")
    func withoutProof() {
        let scenario = Self.failover(past: 168, withoutProof: ["db-b"])
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a").isUnknown)
        #expect(
            scenario.condition(.postgresTimelineDiverged, "db-a")?.summary.contains("lacks REPLICATION on db-b") == true
        )
    }

    @Test("on the primary's timeline nothing needs proof")
    func sameTimeline() {
        var scenario = Self.failover(past: 0, withoutProof: ["db-a", "db-b"])
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a").isUnknown)
        scenario.connect("db-a", to: "db-b", senderPID: 900, slot: "db_a")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a") == .clear)
    }

    @Test("a split brain's old primary has diverged as soon as it writes, and the standby that follows it with it")
    func splitBrain() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        for name in ["db-a", "db-c"] { #expect(scenario.truth(.postgresTimelineDiverged, name) == .clear) }
        scenario.write(1000)
        scenario.run(for: .seconds(5))
        for name in ["db-a", "db-c"] { #expect(scenario.truth(.postgresTimelineDiverged, name) == .holds) }
    }

    @Test("what a delayed standby received past the switch and has not applied can still be dropped")
    func receivedOnly() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.heldReplay = ["db-c"]
        scenario.promote("db-b")
        scenario.write(1000)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .holdsAsWarning)
        scenario.heldReplay = []
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .holds)
    }

    @Test(
        "a standby cut off before the switch shares the history, by where it was last seen; restarted, by the lower limit"
    )
    func cutOffBefore() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-c")
        scenario.withoutProof = ["db-c"]
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .clear)
        scenario.restart("db-c")
        scenario.servers["db-c"]?.inventory = PostgresInventory(minimumTimeline: 1)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .clear)
        scenario.servers["db-c"]?.changeStandby { $0.replayLSN = LSN(rawValue: 90_000) }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c").isUnknown, "on 1 past the switch, or already on 2")
        scenario.servers["db-b"]?.changePrimary { $0.currentLSN = LSN(rawValue: 90_000) }
        scenario.servers["db-c"]?.inventory?.minimumTimeline = 2
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .clear)
    }

    @Test("a timeline that is no part of the primary's history")
    func foreignBranch() {
        var scenario = Self.failover(past: 0)
        scenario.servers["db-b"]?.changePrimary { $0.timeline = 3 }
        scenario.histories["db-b"] = TimelineProof(timeline: 3, switches: [.init(timeline: 1, at: LSN(rawValue: 500))])
        scenario.histories["db-a"] = TimelineProof(timeline: 2, switches: [.init(timeline: 1, at: LSN(rawValue: 600))])
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a") == .holds)
        #expect(
            scenario.condition(.postgresTimelineDiverged, "db-a")?.summary.contains("no part of the history") == true)
    }

    @Test("a standby on a later timeline than the primary that answers belongs to another primary")
    func laterTimeline() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.cutLink(to: "db-c")
        scenario.connect("db-c", to: "db-b", senderPID: 900, slot: "c")
        scenario.run(for: .seconds(10))
        scenario.partition("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c").isUnknown)
        #expect(
            scenario.condition(.postgresTimelineDiverged, "db-c")?.summary.contains("its own primary does not answer")
                == true)
    }

    @Test(
        "an accidental promotion undone: back as a standby on a timeline that no node is primary on, it has diverged",
        arguments: [true, false])
    func rogueReturns(withoutProof: Bool) {
        var scenario = PostgresScenario.fan()
        if withoutProof { scenario.withoutProof = ["db-a", "db-b", "db-c"] }
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.demote("db-b")
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: false, minimumTimeline: 2)
        scenario.poll("db-b")
        #expect(
            scenario.truth(.postgresTimelineDiverged, "db-b")
                == .unknown("db-b is on timeline 2, db-a only on 1: db-a has not been asked since"))
        scenario.run(for: .seconds(5)) { $0.write(1000) }
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b") == .holds)
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .clear)
        scenario.partition("db-c")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b").isUnknown, "db-c may be primary on it")
    }

    @Test("a standby that follows a promotion before the promoted one is asked again has not diverged")
    func followsFirst() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.cutLink(to: "db-c")
        scenario.connect("db-c", to: "db-b", senderPID: 900, slot: "c")
        for name in ["db-c", "db-a"] { scenario.poll(name) }
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c").isUnknown)
        scenario.poll("db-b")
        #expect(scenario.truth(.postgresTimelineDiverged, "db-c") == .clear)
    }

    @Test("ahead of the primary on its own timeline: the primary lost WAL, or was another one's; steady, not by turns")
    func ahead() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(600)) { scenario in
            #expect(scenario.truth(.postgresTimelineDiverged, "db-b") != .holds)
            scenario.write(16_000_000)
        }
        scenario.cutLink(to: "db-b")
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: $0.currentLSN.rawValue - 5000) }
        scenario.run(for: .seconds(5))
        for _ in 0..<4 {
            for name in scenario.names {
                scenario.poll(name)
                #expect(scenario.truth(.postgresTimelineDiverged, "db-b") == .holds)
            }
        }
        #expect(
            scenario.condition(.postgresTimelineDiverged, "db-b")?.summary.contains("4.9kB ahead of db-a") == true)
    }

    @Test("no primary to compare with, no answer, another system")
    func incomparable() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.servers["db-b"] = .standby(at: 1000, system: 8)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b") == .clear)
        scenario.kill("db-a")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a").isUnknown)
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b").isUnknown)
    }
}
