import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterReadinessTests {
    private static func has(_ scenario: PostgresScenario, _ name: String, _ words: String) -> Bool {
        scenario.node(name)?.postgresql?.readiness?.obstacles.contains { $0.contains(words) } == true
    }

    private static func ranks(_ scenario: PostgresScenario) -> [Int?] {
        ["db-b", "db-c"].map { scenario.node($0)?.postgresql?.readiness?.rank }
    }

    @Test("a confirmation that is newer than the reading of the standby is no replay to do")
    func confirmedSinceItWasRead() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.servers["db-a"]?.walSenders[0].flushLSN = LSN(rawValue: 5000)
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: 5000) }
        scenario.poll("db-a")
        #expect(scenario.node("db-b")?.postgresql?.readiness?.backlogBytes.value == 0)
        #expect(scenario.node("db-b")?.postgresql?.readiness?.lossBytes.value == 0)
    }

    @Test("two level standbys lose nothing; by name; the primary has no readiness")
    func level() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        let readiness = scenario.node("db-b")?.postgresql?.readiness
        #expect(readiness?.lossBytes == .known(0))
        #expect(readiness?.lossTime == .known(.zero))
        #expect(readiness?.backlogBytes == .known(0))
        #expect(readiness?.backlogTime == .zero)
        #expect(readiness?.obstacles == [])
        #expect(Self.ranks(scenario) == [1, 2])
        #expect(scenario.node("db-a")?.postgresql?.readiness == nil)
    }

    @Test("least loss first, then the synchronous one, then least backlog")
    func order() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(Self.ranks(scenario) == [2, 1])
        #expect(scenario.node("db-b")?.postgresql?.readiness?.backlogBytes == .known(6000))
        scenario.servers["db-a"]?.walSenders[0].syncState = "sync"
        scenario.run(for: .seconds(5)) { $0.write(1000) }
        #expect(Self.ranks(scenario) == [1, 2])
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(Self.ranks(scenario) == [2, 1])
        #expect(scenario.node("db-b")?.postgresql?.readiness?.lossBytes == .known(6000))
        #expect((24...36).contains(scenario.node("db-b")?.postgresql?.readiness?.lossTime.value?.seconds ?? 0))
    }

    @Test("the primary is dead: against its last known position, and what another standby received besides")
    func deadPrimary() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-c")
        scenario.write(500)
        scenario.round()
        scenario.write(300)
        scenario.servers["db-b"]?.changeStandby {
            $0.receiveLSN = LSN(rawValue: 7800)
            $0.replayLSN = LSN(rawValue: 7800)
        }
        scenario.kill("db-a")
        scenario.run(for: .seconds(60))
        #expect(scenario.node("db-b")?.postgresql?.readiness?.lossBytes == .known(0))
        #expect(scenario.node("db-c")?.postgresql?.readiness?.lossBytes == .known(800))
        #expect(Self.ranks(scenario) == [1, 2])
        #expect(Self.has(scenario, "db-b", "db-a was last seen 1m00s ago"))
        #expect(Self.has(scenario, "db-b", "WAL written since is not counted"))
    }

    @Test("what excludes a standby, and what does not", arguments: 0..<9)
    func obstacles(kind: Int) {
        var scenario = PostgresScenario.fan()
        scenario.servers["db-a"]?.settings.parity = [.maxConnections: 200]
        scenario.servers["db-b"]?.settings.parity = [.maxConnections: 200]
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        let (excludes, words): (Bool, String)
        switch kind {
        case 0:
            scenario.failures["db-b"] = .timeout(phase: .query)
            (excludes, words) = (true, "db-b does not answer")
        case 1:
            scenario.servers["db-b"]?.postmasterCheck = .silent(.timeout(phase: .connect))
            (excludes, words) = (true, "lets nobody new in")
        case 2:
            scenario.heldReplay = ["db-b"]
            scenario.servers["db-b"]?.changeStandby { ($0.receiveLSN, $0.replayLSN, $0.walReceiver) = (nil, nil, nil) }
            scenario.freezeLink(to: "db-b")
            (excludes, words) = (true, "does not show its position")
        case 3:
            scenario.servers["db-b"]?.settings.parity = [.maxConnections: 100]
            scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
            (excludes, words) = (true, "refuses promotion")
        case 4:
            scenario.servers["db-b"]?.settings.parity = [.maxConnections: 100]
            (excludes, words) = (false, "max_connections is 100 on db-b and 200 on db-a")
        case 5:
            scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
            (excludes, words) = (false, "promotion ends the pause")
        case 6:
            scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = .seconds(60)
            (excludes, words) = (false, "delayed by 1m00s")
        case 7:
            var slot = ReplicationSlot(name: "sub", type: "logical", active: true, activePID: 9)
            slot.isFailover = true
            scenario.servers["db-a"]?.slots.append(slot)
            (excludes, words) = (false, "failover slots without a copy on db-b: sub")
        default:
            scenario.servers["db-b"]?.systemIdentifier = 8
            (excludes, words) = (true, "another system")
        }
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(Self.has(scenario, "db-b", words), "\(scenario.node("db-b")?.postgresql?.readiness?.obstacles ?? [])")
        #expect(Self.ranks(scenario)[0] == (excludes ? nil : 1))
        #expect(Self.ranks(scenario)[1] == (excludes ? 1 : 2))
    }

    @Test("a synced copy of a failover slot is no obstacle; a lost copy is")
    func syncedSlots() {
        var scenario = PostgresScenario.fan()
        var slot = ReplicationSlot(name: "sub", type: "logical", active: true, activePID: 9)
        slot.isFailover = true
        scenario.servers["db-a"]?.slots.append(slot)
        slot.isSynced = true
        slot.active = false
        scenario.servers["db-b"]?.slots = [slot]
        scenario.run(for: .seconds(10))
        #expect(scenario.node("db-b")?.postgresql?.readiness?.obstacles == [])
        scenario.changeSlot("sub", on: "db-b") { $0.invalidationReason = "rows_removed" }
        scenario.run(for: .seconds(5))
        #expect(Self.has(scenario, "db-b", "without a copy"))
    }

    @Test("the backlog in time, at the rate of the last minute; none while it is delayed")
    func backlogTime() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.heldReplay = ["db-b"]
        scenario.write(100_000_000)
        scenario.run(for: .seconds(60)) { scenario in
            scenario.servers["db-b"]?.changeStandby {
                $0.replayLSN = $0.replayLSN.map { LSN(rawValue: $0.rawValue + 5_000_000) }
            }
        }
        #expect((35...44).contains(scenario.node("db-b")?.postgresql?.readiness?.backlogTime?.seconds ?? 0))
        scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = .seconds(60)
        scenario.run(for: .seconds(5))
        #expect(scenario.node("db-b")?.postgresql?.readiness?.backlogTime == nil)
        #expect(scenario.node("db-b")?.postgresql?.readiness?.backlogBytes.value ?? 0 > 0)
    }

    @Test("no primary was ever seen: the loss is unknown, the one that received more comes first")
    func noPrimary() {
        var scenario = PostgresScenario.fan()
        scenario.servers["db-b"] = .standby(at: 1000)
        scenario.servers["db-c"] = .standby(at: 5000)
        scenario.kill("db-a")
        scenario.run(for: .seconds(30))
        #expect(scenario.node("db-b")?.postgresql?.readiness?.lossBytes.value == nil)
        #expect(Self.ranks(scenario) == [2, 1])
    }
}
