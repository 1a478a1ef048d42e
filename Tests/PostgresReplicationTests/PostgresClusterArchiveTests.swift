import Testing

@testable import PostgresReplication
@testable import ReplicationCore

/// What is fed from an archive, and what only replays WAL that it has of its own.
@Suite struct PostgresClusterArchiveTests {
    /// A standby that is cut off and started anew with WAL of its own: what it received and has not replayed.
    private static func restartedWithBacklog(restore: Bool?) -> PostgresScenario {
        var scenario = PostgresScenario.pair()
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(120)) { $0.write(1000) }
        // Received after the last poll that saw it stream.
        scenario.write(2000)
        scenario.deliver(to: "db-b")
        scenario.cutLink(to: "db-b")
        let startedAt = scenario.clock("db-b")
        scenario.servers["db-b"]?.startedAt = startedAt
        scenario.servers["db-b"]?.changeStandby { $0.receiveLSN = nil }
        scenario.servers["db-b"]?.inventory = PostgresInventory(
            hasRestoreCommand: restore, primaryConninfoAddress: .init(host: "vip", port: 5432))
        return scenario
    }

    private static func replay(_ bytes: UInt64, on name: String, _ scenario: inout PostgresScenario) {
        scenario.servers[name]?.changeStandby {
            $0.replayLSN = LSN(rawValue: ($0.replayLSN?.rawValue ?? 0) + bytes)
        }
    }

    @Test(
        "a standby that is cut off and restarted replays its own WAL for a minute: disconnected, not fed",
        arguments: [true, nil, false])
    func restarted(restore: Bool?) {
        var scenario = Self.restartedWithBacklog(restore: restore)
        let end = scenario.servers["db-a"]?.primary?.currentLSN ?? LSN(rawValue: 0)
        scenario.run(for: .seconds(65)) { scenario in
            Self.replay(2000, on: "db-b", &scenario)
        }
        #expect(scenario.servers["db-b"]?.standby?.replayLSN == end, "all it had, and no more")
        #expect(scenario.link("db-b")?.state == .disconnected)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .holds)
        scenario.run(for: .seconds(30)) { scenario in
            scenario.write(1000)
            Self.replay(500, on: "db-b", &scenario)
        }
        #expect(scenario.link("db-b")?.state == (restore == false ? .disconnected : .archive))
    }

    @Test("a former primary that comes back and can never connect is not fed by what it replays of its own")
    func refusedFormerPrimary() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.demote("db-a")
        scenario.servers["db-a"]?.changeStandby { $0.receiveLSN = LSN(rawValue: 0) }
        scenario.run(for: .seconds(5))
        scenario.run(for: .seconds(120)) { scenario in
            scenario.write(1000, on: "db-b")
            #expect(scenario.link("db-a")?.state == .disconnected)
        }
        Self.replay(10, on: "db-a", &scenario)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-a") == .holds)
    }

    @Test("without a restore_command nothing comes from an archive, whatever moves")
    func noRestoreCommand() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: false)
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write(1000)
            Self.replay(1000, on: "db-b", &scenario)
        }
        #expect(scenario.link("db-b")?.state == .disconnected)
    }

    private static let segment: UInt64 = 16 << 20

    private static func logShipping(primaryAt start: UInt64, standbyAt replayed: UInt64) -> PostgresScenario {
        var scenario = PostgresScenario.pair(start: start)
        scenario.feedFromArchive("db-b", of: "db-a")
        scenario.servers["db-b"]?.changeStandby {
            $0.receiveLSN = nil
            $0.replayLSN = LSN(rawValue: replayed)
        }
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: true)
        return scenario
    }

    @Test(
        "the WAL of an unfinished segment is not due: its lag is shown, and nobody is called late for it",
        arguments: [0, 300])
    func unfinishedSegment(shortOfSegment: UInt64) {
        let start = 5 * Self.segment
        var scenario = Self.logShipping(primaryAt: start + 100, standbyAt: start - shortOfSegment)
        // It has every full segment: nothing more is restored.
        scenario.archives["db-b"] = nil
        scenario.run(for: .seconds(60))
        scenario.write(1000)
        scenario.run(for: .seconds(7200))
        #expect(scenario.link("db-b")?.state == .archive)
        #expect(scenario.truth(.postgresReplicationLag, "db-b") == .measured(.zero))
        #expect(scenario.lag("db-b")?.value != .zero)
        #expect(scenario.node("db-b")?.lag?.bytes?.value?.replay == 1100 + shortOfSegment)
    }

    @Test("a full segment is due: an archive that does not give it leaves the standby late by the time since")
    func fullSegment() throws {
        let start = 5 * Self.segment
        var scenario = Self.logShipping(primaryAt: start + 100, standbyAt: start)
        scenario.run(for: .seconds(600))
        scenario.archives["db-b"] = nil
        scenario.write(Self.segment)
        scenario.run(for: .seconds(300))
        guard case .measured(let late)? = scenario.truth(.postgresReplicationLag, "db-b") else {
            Issue.record("\(String(describing: scenario.truth(.postgresReplicationLag, "db-b")))")
            return
        }
        #expect(late > .seconds(285) && late <= .seconds(305))
    }
}
