import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterRebuildTests {
    private static let segment: UInt64 = 16 << 20

    /// Streamed up to the middle of segment 3, then cut; the upstream's oldest segment is `oldest`.
    private static func cut(oldest: UInt64?, restore: Bool? = false) -> PostgresScenario {
        var scenario = PostgresScenario.slotted(start: 3 * segment + 1000)
        scenario.servers["db-a"]?.inventory = PostgresInventory(oldestWAL: oldest.map { LSN(rawValue: $0 * segment) })
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: restore)
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.leaveSlot()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        return scenario
    }

    @Test(
        "gone is what begins before the upstream's oldest segment; the segment itself suffices",
        arguments: [(1, .clear), (3, .clear), (4, .holds), (100, .holds)] as [(UInt64, Condition.Truth)])
    func walGone(oldest: UInt64, truth: Condition.Truth) {
        let scenario = Self.cut(oldest: oldest)
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == truth)
        let condition = scenario.condition(.postgresStandbyNeedsRebuild, "db-b")
        let holds = truth == .holds
        #expect(condition?.evidence.contains(Evidence("needed_segment", "0/3000000")) == holds)
        #expect(condition?.evidence.contains { $0.name == "oldest_wal_of_db-a" } == holds)
        #expect(condition?.causes == ["db-b", "db-a"])
    }

    @Test("a lost slot of its own proves it too; one that was only idle for too long does not")
    func slotLost() {
        var scenario = Self.cut(oldest: 1)
        scenario.changeSlot("db_b") {
            $0.walStatus = "lost"
            $0.restartLSN = nil
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds)
        scenario.changeSlot("db_b") { $0.invalidationReason = "idle_timeout" }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .clear)
    }

    @Test("with a restore_command it may go on; where that is hidden it is not known")
    func restoreCommand() {
        let restoring = Self.cut(oldest: 9, restore: true)
        #expect(restoring.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        let condition = restoring.condition(.postgresStandbyNeedsRebuild, "db-b")
        #expect(condition?.summary.contains("it has a restore_command, from which it may still come") == true)
        #expect(Self.cut(oldest: 1, restore: true).truth(.postgresStandbyNeedsRebuild, "db-b") == .clear)
        #expect(Self.cut(oldest: 9, restore: nil).truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        #expect(Self.cut(oldest: 1, restore: nil).truth(.postgresStandbyNeedsRebuild, "db-b") == .clear)
    }

    @Test("segments only go forward: the proof outlives an upstream that no longer answers; without one, unknown")
    func upstreamSilent() {
        var scenario = Self.cut(oldest: 4)
        scenario.failures["db-a"] = .closed("gone")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds)
        scenario = Self.cut(oldest: 3)
        scenario.failures["db-a"] = .closed("gone")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        #expect(Self.cut(oldest: nil).truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        scenario.failures["db-b"] = .closed("gone")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
    }

    @Test(
        "what a merely declared upstream has removed proves nothing; one at its primary_conninfo, or the primary's that answers, does"
    )
    func certainUpstream() {
        let address = PostgresNodeDeclaration.Address(host: "10.0.0.1", port: 5432)
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [address]),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 9 * Self.segment), "db-b": .standby(at: 3 * Self.segment)]
        scenario.servers["db-a"]?.inventory = PostgresInventory(oldestWAL: LSN(rawValue: 9 * Self.segment))
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: false)
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds, "the primary answers")
        scenario.kill("db-a")
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        scenario.servers["db-b"]?.inventory?.primaryConninfoAddress = address
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds)
    }

    @Test("one that streams has what it needs, however far behind and whatever is removed")
    func streaming() {
        var scenario = PostgresScenario.pair(start: 3 * Self.segment)
        scenario.servers["db-a"]?.inventory = PostgresInventory(oldestWAL: LSN(rawValue: 9 * Self.segment))
        scenario.run(for: .seconds(30)) { $0.write(50_000_000) }
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(60)) { $0.write(50_000_000) }
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .clear)
    }

    @Test("after a restart a standby first replays what it has: its position says nothing until it waits for more")
    func restarted() {
        var scenario = Self.cut(oldest: 9)
        scenario.servers["db-b"]?.changeStandby { standby in
            standby.receiveLSN = nil
            standby.startupWaitEvent = "RecoveryApplyDelay"
        }
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
        scenario.servers["db-b"]?.changeStandby { $0.startupWaitEvent = "RecoveryRetrieveRetryInterval" }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds)
        scenario.servers["db-b"]?.changeStandby { $0.startupWaitEvent = nil }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b") == .holds)
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresStandbyNeedsRebuild, "db-b").isUnknown)
    }
}
