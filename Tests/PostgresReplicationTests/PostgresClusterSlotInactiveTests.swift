import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterSlotInactiveTests {
    @Test("a slot in use is clear; from when its standby goes it is measured, with what it holds back")
    func unused() {
        var scenario = PostgresScenario.slotted()
        scenario.run(for: .seconds(60)) { $0.write(1000, advancing: 1000) }
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-a") == .clear)
        #expect(scenario.complaints.isEmpty)

        scenario.leaveSlot()
        scenario.run(for: .seconds(600)) { $0.write(1000) }
        let condition = scenario.slotCondition(.postgresSlotInactive, "db-a")
        #expect((590...600).contains((condition?.truth).seconds ?? 0))
        #expect(condition?.summary.contains("slot db_b on db-a has been unused for 9m") == true)
        #expect(condition?.summary.hasSuffix("holds back 129kB of WAL, for db-b") == true)
        #expect(condition?.evidence.contains(Evidence("retained_bytes", "132000")) == true)
        #expect(condition?.subject == .init(node: "db-a", slot: "db_b"))
        #expect(condition?.causes == ["db-a", "db-b"])
        #expect(scenario.slot("db_b")?.retainedBytes == 132_000)

        scenario.changeSlot("db_b") { $0.active = true }
        scenario.round()
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-a") == .clear)
    }

    @Test("slots that hold nothing back, or whose use ends by itself, are no fault", arguments: 0..<4)
    func harmless(kind: Int) {
        var scenario = PostgresScenario.slotted()
        scenario.leaveSlot()
        scenario.changeSlot("db_b") { slot in
            switch kind {
            case 0: slot.restartLSN = nil
            case 1: slot.isTemporary = true
            case 2: slot.walStatus = "lost"
            default: slot.invalidationReason = "idle_timeout"
            }
        }
        scenario.run(for: .seconds(600)) { $0.write(1000) }
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-a") == .clear)
    }

    @Test("a slot that holds back no WAL, only rows, counts as well")
    func rowsOnly() {
        var scenario = PostgresScenario.slotted()
        scenario.leaveSlot()
        scenario.changeSlot("db_b") { slot in
            slot.restartLSN = nil
            slot.catalogSnapshotAge = 77
        }
        scenario.run(for: .seconds(600))
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-a").seconds ?? 0 > 590)
        #expect(scenario.slotCondition(.postgresSlotInactive, "db-a")?.summary.contains("77 transactions") == true)
    }

    @Test("the server's own time counts from version 17 on, whatever its clock; not that of a synced slot")
    func serverTime() {
        var scenario = PostgresScenario.slotted()
        scenario.skew["db-a"] = .seconds(-90_000)
        scenario.leaveSlot()
        let since = WallInstant.clock(at: scenario.now, skew: .seconds(-90_000 - 7200))
        scenario.changeSlot("db_b") { $0.inactiveSince = since }
        scenario.run(for: .seconds(10))
        #expect((7200...7220).contains(scenario.slotTruth(.postgresSlotInactive, "db-a").seconds ?? 0))
        scenario.changeSlot("db_b") { $0.isSynced = true }
        scenario.run(for: .seconds(10))
        #expect((10...20).contains(scenario.slotTruth(.postgresSlotInactive, "db-a").seconds ?? 0))
    }

    @Test("on a standby a slot nobody was ever seen to use is inactive by nature; one that was used is missed")
    func onStandby() {
        var scenario = PostgresScenario.pair()
        var slot = ReplicationSlot(name: "db_c", type: "physical", active: false, restartLSN: LSN(rawValue: 1000))
        slot.inactiveSince = WallInstant(milliseconds: 0)
        var copy = slot
        copy.name = "orders_logical"
        copy.isSynced = true
        scenario.servers["db-b"]?.slots = [slot, copy]
        scenario.run(for: .seconds(600)) { $0.write(1000) }
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-b") == .clear)
        #expect(scenario.complaints.isEmpty)
        #expect(scenario.node("db-b")?.postgresql?.slots.first?.retainedBytes == 120_000)

        scenario.changeSlot("db_c", on: "db-b") {
            $0.active = true
            $0.inactiveSince = nil
        }
        scenario.round()
        scenario.changeSlot("db_c", on: "db-b") { $0.active = false }
        scenario.run(for: .seconds(300))
        #expect(scenario.slotTruth(.postgresSlotInactive, "db-b").seconds ?? 0 >= 295)
    }

    @Test("a promoted node's slots count from the promotion on, whatever they were before")
    func promotion() {
        var scenario = PostgresScenario.pair()
        var slot = ReplicationSlot(name: "db_a", type: "physical", active: false, restartLSN: LSN(rawValue: 1000))
        slot.inactiveSince = WallInstant(milliseconds: 0)
        scenario.servers["db-b"]?.slots = [slot]
        scenario.run(for: .seconds(600))
        scenario.servers["db-b"]?.role = .primary(.init(currentLSN: LSN(rawValue: 2000), timeline: 2))
        scenario.run(for: .seconds(60))
        #expect((50...61).contains(scenario.slotTruth(.postgresSlotInactive, "db-b").seconds ?? 0))
    }

    @Test("a standby that does not answer explains its own slot for an hour, and no other")
    func causes() {
        var scenario = PostgresScenario.slotted()
        scenario.run(for: .seconds(10))
        scenario.leaveSlot()
        scenario.failures["db-b"] = .timeout(phase: .connect)
        scenario.servers["db-a"]?.slots.append(
            ReplicationSlot(name: "stray", type: "logical", active: false, restartLSN: LSN(rawValue: 5)))
        scenario.run(for: .seconds(60))
        func causes(_ slot: String) -> [String]? {
            scenario.view.conditions.first { $0.alert == .postgresSlotInactive && $0.subject.slot == slot }?.causes
        }
        #expect(causes("db_b") == ["db-a", "db-b"])
        #expect(causes("stray") == ["db-a"])
        scenario.run(for: .seconds(3600))
        #expect(causes("db_b") == ["db-a"], "the disk fills, whoever is to blame")
    }

    @Test("each slot is a subject of its own, the worst two hundred of them; memory is bounded")
    func manySlots() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.slots = (0..<900).map {
            ReplicationSlot(
                name: "s\($0)", type: "logical", active: $0 != 899,
                restartLSN: $0 == 899 ? LSN(rawValue: 1000) : nil)
        }
        scenario.run(for: .seconds(60))
        let conditions = scenario.view.conditions.filter { $0.alert == .postgresSlotInactive }
        #expect(conditions.count == SlotHistory.capacity)
        #expect(conditions.first?.subject.slot == "s899")
        #expect(scenario.cluster.nodes["db-a"]?.slots.entries.count == SlotHistory.capacity)
        scenario.servers["db-a"]?.slots = [ReplicationSlot(name: "new", type: "physical", active: true)]
        scenario.run(for: .seconds(5))
        #expect(scenario.cluster.nodes["db-a"]?.slots.entries["new"] != nil)
    }

    @Test("a node that does not answer: its slots are not known, neither well nor ill")
    func silentNode() {
        var scenario = PostgresScenario.slotted(keep: 1000)
        scenario.leaveSlot()
        scenario.run(for: .seconds(600))
        scenario.failures["db-a"] = .closed("gone")
        scenario.run(for: .seconds(5))
        for alert in [AlertName.postgresSlotInactive, .postgresSlotAtRisk, .postgresSlotLost] {
            #expect(scenario.slotTruth(alert, "db-a").isUnknown)
        }
        #expect(scenario.node("db-a")?.postgresql?.slots == [])
    }
}
