import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterSettingsTests {
    /// A pair with these values of `max_connections`, now and after the next restart.
    private static func pair(
        primary: Int, later primaryLater: Int? = nil, standby: Int, afterwards standbyLater: Int? = nil
    ) -> PostgresScenario {
        var scenario = PostgresScenario.pair()
        for (name, value, later) in [("db-a", primary, primaryLater), ("db-b", standby, standbyLater)] {
            scenario.servers[name]?.settings.parity = [.maxConnections: value, .maxWALSenders: 10]
            scenario.servers[name]?.inventory = PostgresInventory(
                parityAfterRestart: later.map { [.maxConnections: $0] } ?? [:])
        }
        scenario.run(for: .seconds(5))
        return scenario
    }

    @Test("equal or more suffices, also after restarts")
    func enough() {
        for scenario in [
            Self.pair(primary: 100, standby: 100), Self.pair(primary: 100, standby: 300),
            Self.pair(primary: 100, later: 300, standby: 300), Self.pair(primary: 100, later: 50, standby: 100),
            Self.pair(primary: 100, standby: 100, afterwards: 200),
            Self.pair(primary: 100, standby: 300, afterwards: 100),
        ] { #expect(scenario.truth(.postgresSettingsParity, "db-b") == .clear) }
    }

    @Test("less now is critical when replay is paused by it, else a warning of what is to come")
    func less() {
        var scenario = Self.pair(primary: 200, standby: 100)
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .holdsAsWarning)
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresSettingsParity, "db-b")
        #expect(condition?.truth == .holds)
        #expect(
            condition?.summary == "replay is paused on db-b: max_connections is 100 on db-b and 200 on db-a")
        #expect(condition?.causes == ["db-b"])
    }

    @Test("a pause by command is not blamed on a restart to come")
    func pausedByCommand() {
        var scenario = Self.pair(primary: 100, later: 200, standby: 100)
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .holdsAsWarning)
        #expect(scenario.condition(.postgresReplayBlocked, "db-b")?.summary.contains("by command") == true)
    }

    @Test("a change of the primary to come whose value is hidden is a warning, one of the standby none")
    func hidden() {
        var scenario = Self.pair(primary: 100, standby: 100)
        scenario.servers["db-a"]?.inventory?.parityAwaitingRestart = [.maxConnections]
        scenario.run(for: .seconds(5))
        let hidden =
            "max_connections of db-a changes at its next restart, to a value that replmon's role may not read"
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .holdsAsWarning)
        #expect(scenario.condition(.postgresSettingsParity, "db-b")?.summary == hidden)
        scenario.servers["db-a"]?.inventory?.parityAwaitingRestart = []
        scenario.servers["db-b"]?.inventory?.parityAwaitingRestart = [.maxConnections]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .clear)
    }

    @Test("a restart that would break replay is told before it happens")
    func preflight() {
        let raised = Self.pair(primary: 100, later: 200, standby: 100).condition(.postgresSettingsParity, "db-b")
        #expect(raised?.truth == .holdsAsWarning)
        #expect(
            raised?.summary.hasSuffix(
                "max_connections is 100 on db-b and will be 200 on db-a after its next restart") == true)
        let lowered = Self.pair(primary: 100, standby: 100, afterwards: 50).condition(.postgresSettingsParity, "db-b")
        #expect(lowered?.truth == .holdsAsWarning)
        #expect(
            lowered?.summary.hasSuffix(
                "max_connections will be 50 on db-b after its next restart and is 100 on db-a") == true)
        let order = Self.pair(primary: 100, later: 200, standby: 100, afterwards: 200)
        #expect(order.truth(.postgresSettingsParity, "db-b") == .holdsAsWarning, "the primary may restart first")
    }

    @Test("without a primary or the standby there is nothing to compare")
    func silent() {
        for name in ["db-a", "db-b"] {
            var scenario = Self.pair(primary: 200, standby: 100)
            scenario.failures[name] = .connect("refused")
            scenario.run(for: .seconds(10))
            #expect(scenario.truth(.postgresSettingsParity, "db-b").isUnknown)
        }
    }

    @Test(
        "archiving fails when the last attempt did",
        arguments: [
            (nil, nil, .clear), (100, nil, .clear), (100, 90, .clear), (100, 100, .clear), (100, 101, .holds),
            (nil, 50, .holds),
        ] as [(Int64?, Int64?, Condition.Truth)])
    func archiver(succeeded: Int64?, failed: Int64?, truth: Condition.Truth) {
        var scenario = PostgresScenario.pair()
        let base = scenario.clock("db-a").milliseconds
        func instant(_ seconds: Int64?) -> WallInstant? {
            seconds.map { WallInstant(milliseconds: base + $0 * 1000 - 200_000) }
        }
        scenario.servers["db-a"]?.archiver = WALArchiver(
            archivedCount: 7, failedCount: 3, lastArchivedTime: instant(succeeded), lastFailedTime: instant(failed),
            lastFailedWAL: "00000001000000000000000A")
        scenario.skew["db-a"] = .zero
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresArchiverFailing, "db-a")
        #expect(condition?.truth == truth)
        guard truth == .holds else { return }
        #expect(condition?.summary.contains("00000001000000000000000A") == true)
        #expect(condition?.summary.contains(succeeded == nil ? "never" : "1m45s ago") == true)
        #expect(condition?.evidence.contains(Evidence("failed_count", "3")) == true)
    }

    @Test(
        "an archiver that hangs fails nothing: told once segments wait for five minutes; an idle primary archives nothing"
    )
    func hungArchiver() {
        var scenario = PostgresScenario.pair(start: 64 << 20)
        scenario.servers["db-a"]?.settings.walSegmentBytes = 16 << 20
        let success = WallInstant.clock(at: scenario.now, skew: .zero)
        scenario.servers["db-a"]?.archiver = WALArchiver(archivedCount: 4, failedCount: 0, lastArchivedTime: success)
        scenario.run(for: .seconds(900))
        #expect(scenario.truth(.postgresArchiverFailing, "db-a") == .clear, "nothing was written")
        scenario.run(for: .seconds(60)) { $0.write(4 << 20) }
        #expect(scenario.truth(.postgresArchiverFailing, "db-a") == .holds)
        #expect(scenario.condition(.postgresArchiverFailing, "db-a")?.summary.contains("3 segments") == true)
        let now = WallInstant.clock(at: scenario.now, skew: .zero)
        scenario.servers["db-a"]?.archiver?.lastArchivedTime = now
        scenario.run(for: .seconds(60)) { $0.write(4 << 20) }
        #expect(scenario.truth(.postgresArchiverFailing, "db-a") == .clear)
    }

    @Test("a server that does not archive cannot fail to")
    func noArchiver() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresArchiverFailing, "db-a") == .clear)
    }
}
