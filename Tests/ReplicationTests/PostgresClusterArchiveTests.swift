import Testing

@testable import Replication

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
            hasRestoreCommand: restore, dialledUpstream: .init(host: "vip", port: 5432))
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
}
