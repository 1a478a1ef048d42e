import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterSlotLostTests {
    /// As seen on a server: from `reserved` to `lost` between two polls, and the numbers gone.
    private static func lost() -> PostgresScenario {
        var scenario = PostgresScenario.slotted(keep: 64_000_000)
        scenario.run(for: .seconds(30)) { $0.write(1000, advancing: 1000) }
        scenario.leaveSlot()
        scenario.run(for: .seconds(5)) { $0.write(31_000_000) }
        scenario.run(for: .seconds(5)) { scenario in
            scenario.write(80_000_000)
            scenario.changeSlot("db_b") {
                $0.walStatus = "lost"
                $0.restartLSN = nil
                $0.safeWALSize = nil
            }
        }
        return scenario
    }

    @Test("a lost slot is told at once, and what it last held stays")
    func numbersStay() {
        var scenario = Self.lost()
        for _ in 0..<3 {
            #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
            let condition = scenario.slotCondition(.postgresSlotLost, "db-a")
            #expect(condition?.evidence.contains(Evidence("retained_bytes", "31000000")) == true)
            #expect(condition?.evidence.contains(Evidence("last_restart_lsn", "0/5F5F870")) == true)
            #expect(condition?.subject == .init(node: "db-a", slot: "db_b"))
            #expect(condition?.causes == ["db-a"])
            #expect(scenario.slot("db_b")?.retainedBytes == 31_000_000)
            #expect(scenario.slot("db_b")?.walStatus == "lost")
            #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
            scenario.run(for: .seconds(600)) { $0.write(1000) }
        }
    }

    @Test("it ends when the slot is there again and usable, or is dropped and nobody asks for it")
    func acknowledged() {
        var scenario = Self.lost()
        scenario.changeSlot("db_b") {
            $0.walStatus = "reserved"
            $0.restartLSN = LSN(rawValue: 211_000_000)
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)

        scenario = .slotted()
        scenario.servers["db-a"]?.slots.append(ReplicationSlot(name: "old", type: "logical", active: false))
        scenario.changeSlot("old") { $0.invalidationReason = "rows_removed" }
        scenario.run(for: .seconds(30))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
        #expect(scenario.slotCondition(.postgresSlotLost, "db-a")?.summary.contains("rows_removed") == true)
        scenario.servers["db-a"]?.slots.removeAll { $0.name == "old" }
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
    }

    @Test("dropped while its standby still asks for it: lost as before; not known while that standby is silent")
    func droppedWhileAsked() {
        var scenario = Self.lost()
        scenario.servers["db-a"]?.slots = []
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
        #expect(scenario.slot("db_b")?.walStatus == "missing")
        #expect(scenario.slot("db_b")?.retainedBytes == 31_000_000)
        scenario.failures["db-b"] = .closed("gone")
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a").isUnknown)
        scenario.failures = [:]
        scenario.connect("db-b", to: "db-a", senderPID: 501, slot: "db_c")
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
    }

    @Test(
        "a slot that a disconnected standby asks for in vain is lost, told after two polls; a streaming one asks no more"
    )
    func askedInVain() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        scenario.servers["db-a"]?.slots = []
        scenario.run(for: .seconds(10))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
        scenario.run(for: .seconds(15))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
        #expect(scenario.slotCondition(.postgresSlotLost, "db-a")?.summary.contains("db-b asks for it") == true)
        scenario.connect("db-b", to: "db-a", senderPID: 501)
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
    }

    @Test("the slot of a base backup's copied setting is found out without it ever having streamed")
    func neverStreamed() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"))
        scenario.servers["db-a"] = .primary(at: 1000)
        scenario.servers["db-b"] = .standby(at: 1000)
        scenario.servers["db-b"]?.inventory = PostgresInventory(primarySlotName: "copied")
        scenario.run(for: .seconds(30))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
        scenario.servers["db-b"]?.inventory = PostgresInventory(primarySlotName: nil)
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
    }

    @Test("a slot that is on another node, which the standby may mean, is not missed")
    func elsewhere() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [.init(host: "10.0.0.1", port: 5432)]),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a"), PostgresNodeDeclaration(name: "db-c"))
        scenario.servers["db-a"] = .primary(at: 1000)
        scenario.servers["db-b"] = .standby(at: 1000)
        scenario.servers["db-c"] = .standby(at: 1000)
        scenario.connect("db-b", to: "db-a", senderPID: 500)
        scenario.servers["db-b"]?.slots = [ReplicationSlot(name: "db_c", type: "physical", active: false)]
        scenario.servers["db-c"]?.inventory = PostgresInventory(primarySlotName: "db_c")
        scenario.run(for: .seconds(60))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
        scenario.failures["db-b"] = .connect("refused")
        scenario.run(for: .seconds(60))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear, "a dead node may still have it")
        scenario.servers["db-c"]?.inventory?.primaryConninfoAddress = .init(host: "10.0.0.1", port: 5432)
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .holds)
    }

    @Test("slots nobody asks for, temporary ones and copies on a standby go without a word")
    func harmless() {
        var scenario = PostgresScenario.pair()
        var temporary = ReplicationSlot(name: "pg_basebackup_7", type: "physical", active: false, walStatus: "lost")
        temporary.isTemporary = true
        var copy = ReplicationSlot(name: "sub", type: "logical", active: false, walStatus: "lost")
        copy.isSynced = true
        scenario.servers["db-a"]?.slots += [temporary, ReplicationSlot(name: "x", type: "physical", active: false)]
        scenario.servers["db-b"]?.slots = [copy]
        scenario.run(for: .seconds(30))
        scenario.servers["db-a"]?.slots.removeAll { $0.name == "x" }
        scenario.run(for: .seconds(30))
        #expect(scenario.slotTruth(.postgresSlotLost, "db-a") == .clear)
        #expect(scenario.slotTruth(.postgresSlotLost, "db-b") == .clear)
        #expect(scenario.complaints.isEmpty)
    }
}
