import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterReplayTests {
    private static let blocker = BlockingSession(
        pid: 4711, state: "active", user: "app", applicationName: "psql", transactionAge: .seconds(43))

    /// A primary that is written to, and a standby that streams from it and whose replay stands still.
    private static func held(for duration: Duration, wait event: WaitEvent?, type: WaitEvent.Class? = nil)
        -> PostgresScenario
    {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.heldReplay = ["db-b"]
        scenario.servers["db-b"]?.changeStandby {
            $0.startupWaitEvent = event
            $0.startupWaitEventType = type
        }
        scenario.run(for: duration) { $0.write(1000) }
        return scenario
    }

    @Test(
        "a hung startup process is told from WAL that waits while replay does not move",
        arguments: [nil, "IO"] as [WaitEvent.Class?])
    func hung(type: WaitEvent.Class?) {
        var scenario = Self.held(for: .seconds(25), wait: type.map { _ in "WALRead" }, type: type)
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear, "two late polls are no hang")
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        let condition = scenario.condition(.postgresReplayBlocked, "db-b")
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains("6.8kB received") == true)
        #expect(condition?.summary.contains(type == nil ? "no wait event" : "IO/WALRead") == true)
        scenario.heldReplay = []
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
    }

    @Test("also when the primary wrote once and is idle since, and the process last waited for WAL")
    func hungOnIdlePrimary() {
        var scenario = Self.held(for: .seconds(5), wait: "RecoveryWalStream")
        scenario.run(for: .seconds(40))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .holds)
    }

    @Test("idle is never blocked, nor is a bulk load that replays without a commit")
    func alive() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.changeStandby { $0.startupWaitEvent = "RecoveryWalStream" }
        scenario.run(for: .seconds(3600))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
        scenario.run(for: .seconds(300)) { $0.write(100 << 20) }
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
    }

    @Test("a fresh standby far behind that replays slowly is not blocked; the same one standing still is")
    func catchingUp() {
        var scenario = PostgresScenario.pair(start: 1 << 30)
        scenario.heldReplay = ["db-b"]
        scenario.servers["db-b"]?.changeStandby { $0.replayLSN = LSN(rawValue: 1 << 20) }
        for _ in 0..<10 {
            scenario.run(for: .seconds(20))
            #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
            scenario.servers["db-b"]?.changeStandby {
                $0.replayLSN = $0.replayLSN.map { LSN(rawValue: $0.rawValue + 8192) }
            }
        }
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .holds)
    }

    @Test("the first part of a record at the end of what a stalled or cut link brought is nothing to replay")
    func partOfRecord() {
        for isCut in [false, true] {
            var scenario = PostgresScenario.pair()
            scenario.servers["db-b"]?.changeStandby { $0.startupWaitEvent = "RecoveryWalStream" }
            scenario.run(for: .seconds(60)) { $0.write(1000) }
            scenario.freezeLink(to: "db-b")
            if isCut { scenario.dropReceiver(of: "db-b") }
            scenario.servers["db-b"]?.changeStandby {
                $0.replayLSN = $0.replayLSN.map { LSN(rawValue: $0.rawValue - 300) }
            }
            scenario.run(for: .seconds(120)) { $0.write(1000) }
            #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
        }
    }

    @Test("a standby without its upstream's word is hung only with more left than a record has")
    func hungAlone() {
        for (left, truth) in [(UInt64(300_000), Condition.Truth.clear), (12 << 20, .holds)] {
            var scenario = PostgresScenario.pair()
            scenario.run(for: .seconds(10))
            scenario.heldReplay = ["db-b"]
            scenario.write(left)
            scenario.failures["db-a"] = .timeout(phase: .connect)
            scenario.run(for: .seconds(60))
            #expect(scenario.truth(.postgresReplayBlocked, "db-b") == truth)
        }
    }

    @Test(
        "a query in the way of replay is named as soon as it is seen",
        arguments: [
            ("RecoveryConflictSnapshot", "IPC"), ("RecoveryConflictTablespace", "IPC"), ("relation", "Lock"),
            ("BufferPin", "BufferPin"),
        ] as [(WaitEvent, WaitEvent.Class)])
    func conflict(event: WaitEvent, type: WaitEvent.Class) {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.changeStandby {
            $0.startupWaitEvent = event
            $0.startupWaitEventType = type
            $0.blockingSession = Self.blocker
        }
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresReplayBlocked, "db-b")
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains("session 4711 (psql by app, active, open for 43s)") == true)
        #expect(condition?.evidence.contains(Evidence("startup_wait_event", "\(type)/\(event)")) == true)
        scenario.servers["db-b"]?.changeStandby {
            $0.startupWaitEvent = "RecoveryWalStream"; $0.startupWaitEventType = "Activity"
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
    }

    @Test("an apply delay explains WAL that waits for it, and not what waits longer")
    func applyDelay() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = .seconds(60)
        scenario.servers["db-b"]?.changeStandby { $0.startupWaitEvent = "RecoveryApplyDelay" }
        scenario.heldReplay = ["db-b"]
        var ends: [(MonotonicInstant, LSN)] = []
        func replayLate(_ scenario: inout PostgresScenario) {
            scenario.write(4 << 20)
            ends.append((scenario.now, scenario.servers["db-a"]?.sendablePosition ?? LSN(rawValue: 0)))
            guard let due = ends.last(where: { [now = scenario.now] in $0.0.duration(to: now) >= .seconds(60) }) else {
                return
            }
            scenario.servers["db-b"]?.changeStandby { $0.replayLSN = due.1 }
        }
        scenario.run(for: .seconds(600)) {
            replayLate(&$0)
            #expect($0.truth(.postgresReplayBlocked, "db-b") != .holds)
        }
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .clear)
        scenario.run(for: .seconds(40)) { $0.write(4 << 20) }
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .holds)
    }

    @Test("a pause says why: by command, or by which setting; before 14 only that it was asked for")
    func pauses() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.postgresReplayBlocked, "db-b")?.summary.contains("by command") == true)
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .clear)
        scenario.servers["db-a"]?.settings.parity = [.maxConnections: 200, .maxWALSenders: 10]
        scenario.servers["db-b"]?.settings.parity = [.maxConnections: 100, .maxWALSenders: 10]
        scenario.run(for: .seconds(5))
        #expect(
            scenario.condition(.postgresReplayBlocked, "db-b")?.summary
                == "replay is paused on db-b: max_connections is 100 on db-b and 200 on db-a")
        #expect(scenario.truth(.postgresSettingsParity, "db-b") == .holds)
        scenario.servers["db-b"]?.serverVersion = 130_012
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.postgresReplayBlocked, "db-b")?.summary.contains("about to be") == true)
    }

    @Test("of a standby that does not answer nothing is known")
    func silent() {
        var scenario = Self.held(for: .seconds(60), wait: nil)
        scenario.failures["db-b"] = .timeout(phase: .query)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b").isUnknown)
        #expect(scenario.truth(.postgresRecoveryConflicts, "db-b").isUnknown)
    }

    private static func count(_ conflicts: RecoveryConflicts, in scenario: inout PostgresScenario) {
        scenario.servers["db-b"]?.changeStandby { $0.recoveryConflicts = conflicts }
    }

    @Test("queries cancelled between readings are told for five minutes, by kind")
    func conflictsCounted() {
        var scenario = PostgresScenario.pair()
        Self.count(RecoveryConflicts(lock: 40, snapshot: 2), in: &scenario)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRecoveryConflicts, "db-b") == .clear, "first sight is no increase")
        Self.count(RecoveryConflicts(lock: 41, snapshot: 4), in: &scenario)
        scenario.run(for: .seconds(5))
        Self.count(RecoveryConflicts(lock: 41, snapshot: 5), in: &scenario)
        scenario.run(for: .seconds(290))
        let condition = scenario.condition(.postgresRecoveryConflicts, "db-b")
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains("4 (3 snapshot, 1 lock)") == true)
        scenario.run(for: .seconds(15))
        #expect(scenario.truth(.postgresRecoveryConflicts, "db-b") == .clear)
    }

    @Test("counters that go down are a reset, not a conflict; what comes after it counts")
    func statisticsReset() {
        var scenario = PostgresScenario.pair()
        Self.count(RecoveryConflicts(lock: 40, snapshot: 2), in: &scenario)
        scenario.run(for: .seconds(10))
        Self.count(RecoveryConflicts(snapshot: 3), in: &scenario)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRecoveryConflicts, "db-b") == .clear)
        Self.count(RecoveryConflicts(snapshot: 4), in: &scenario)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresRecoveryConflicts, "db-b") == .holds)
    }

    @Test("a conflict at every poll is kept in bounded memory and goes out of the window")
    func manyConflicts() {
        var history = ConflictHistory()
        for step in 0..<2000 {
            var reading = PostgresReading.standby(at: 1)
            reading.changeStandby { $0.recoveryConflicts = RecoveryConflicts(deadlock: Int64(step)) }
            history.record(reading, at: .at(Double(step) / 2))
        }
        let recent = history.recent(at: .at(1000))?.deadlock ?? 0
        #expect((595...610).contains(recent), "two a second for 300 s, give or take a grain: \(recent)")
        #expect(history.recent(at: .at(1299)) != nil)
        #expect(history.recent(at: .at(1300)) == nil)
    }
}
