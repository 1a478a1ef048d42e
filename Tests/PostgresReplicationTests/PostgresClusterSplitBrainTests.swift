import PostgresReplication
import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct PostgresClusterSplitBrainTests {
    @Test("a promotion without fencing: timelines, the switch point, what was written past it, and who follows whom")
    func proof() {
        var scenario = PostgresScenario.fan(start: 0x9000)
        scenario.run(for: .seconds(30)) { $0.write(0x1000) }
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
        #expect(
            scenario.condition(.postgresSplitBrain)?.summary.contains(
                "db-a is on timeline 1 at 0/F000: it has written nothing since the switch to timeline 2 at 0/F000 (db-b)"
            )
                == true)
        scenario.write(168)
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresSplitBrain)
        #expect(
            condition?.summary
                == "db-a and db-b both accept writes: one system, two primaries; db-a is on timeline 1 at 0/F0A8, "
                + "168B past the switch to timeline 2 at 0/F000 (db-b)")
        for expected in [
            Evidence("timeline_of_db-a", "1"), Evidence("timeline_of_db-b", "2"),
            Evidence("standbys_of_db-a", "db-c"), Evidence("standbys_of_db-b", "none"),
        ] { #expect(condition?.evidence.contains(expected) == true, "\(expected)") }
    }

    @Test("without REPLICATION the proof is missing, and that is said")
    func withoutProof() {
        var scenario = PostgresScenario.pair()
        scenario.withoutProof = ["db-a", "db-b"]
        scenario.run(for: .seconds(10))
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
        #expect(
            scenario.condition(.postgresSplitBrain)?.summary.contains("replmon's role lacks REPLICATION on db-b")
                == true)
    }

    @Test(
        "two primaries on one timeline: a copy that was started; of other systems they are none of each other's business"
    )
    func copies() {
        var scenario = PostgresScenario.pair()
        scenario.cutLink(to: "db-b")
        scenario.servers["db-b"] = .primary(at: 900)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
        #expect(
            scenario.condition(.postgresSplitBrain)?.summary.contains("both are on timeline 1: one is a copy") == true)
        scenario.servers["db-b"] = .primary(at: 900, system: 8)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSplitBrain) == .clear)
    }

    @Test(
        "a failover whose old primary was powered off right after its poll: its last word is older than the promotion")
    func fencedFailover() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.poll("db-a")
        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.poll("db-b")
        #expect(
            scenario.truth(.postgresSplitBrain) == .unknown("db-a has not been asked since db-b became primary"))
        #expect(scenario.truth(.postgresTimelineDiverged, "db-a").isUnknown)
        scenario.run(for: .seconds(60)) { scenario in
            #expect(scenario.truth(.postgresSplitBrain) != .holds)
        }
    }

    @Test("failed back: the primary of today stopped, the former one was started after; neither ran beside the other")
    func failback() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.startedAt = WallInstant(milliseconds: 1)
        scenario.run(for: .seconds(10))
        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.run(for: .seconds(30))
        scenario.kill("db-b")
        scenario.failures["db-a"] = nil
        scenario.servers["db-a"]?.startedAt = WallInstant(milliseconds: 2)
        scenario.poll("db-a")
        #expect(scenario.truth(.postgresSplitBrain).isUnknown)
        scenario.run(for: .seconds(30)) { scenario in
            #expect(scenario.truth(.postgresSplitBrain) != .holds)
        }
    }

    @Test("one server under two names, for both conninfos lead there now: no second primary, but drift")
    func sameServerTwice() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.startedAt = WallInstant(milliseconds: 1)
        scenario.servers["db-b"]?.startedAt = WallInstant(milliseconds: 2)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTopologyDrift, "db-b") == .clear)
        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.servers["db-a"] = scenario.servers["db-b"]
        scenario.failures["db-a"] = nil
        scenario.run(for: .seconds(30)) { scenario in
            #expect(scenario.truth(.postgresSplitBrain) != .holds)
            for name in ["db-a", "db-b"] { scenario.write(1000, on: name) }
        }
        #expect(scenario.truth(.postgresSplitBrain) == .clear)
        #expect(scenario.truth(.postgresTimelineDiverged, "db-b") == .clear)
        #expect(
            scenario.condition(.postgresTopologyDrift, "db-b")?.summary == "db-a and db-b are the same server")
        #expect(scenario.truth(.postgresTopologyDrift, "db-b") == .holds)
        #expect(scenario.truth(.postgresTopologyDrift, "db-a") == .clear)
        scenario.servers["db-a"]?.startedAt = WallInstant(milliseconds: 3)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
    }

    @Test("a planned switchover is none at any moment")
    func switchover() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.demote("db-a")
        scenario.run(for: .seconds(5))
        scenario.promote("db-b")
        scenario.connect("db-a", to: "db-b", senderPID: 700, slot: "db_a")
        scenario.connect("db-c", to: "db-b", senderPID: 701, slot: "db_c")
        scenario.run(for: .seconds(30)) { scenario in
            #expect(scenario.truth(.postgresSplitBrain) == .clear)
            scenario.write(1000, on: "db-b")
        }
        for name in scenario.names { #expect(scenario.truth(.postgresTimelineDiverged, name) == .clear) }
        #expect(scenario.truth(.postgresRoleChanged, "db-a") == .holds)
    }

    @Test("the old primary is out of our reach, and a standby still receives from it past the switch: two primaries")
    func unseenWriter() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.partition("db-a")
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain).isUnknown, "it may have stopped")
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
        #expect(scenario.condition(.postgresSplitBrain)?.summary.contains("db-c has received from it") == true)
    }
}
