import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterSlotAtRiskTests {
    @Test("an unused slot is lost when its limit is written: the time left falls as the limit nears")
    func countdown() {
        var scenario = PostgresScenario.slotted(keep: 100_000_000)
        scenario.run(for: .seconds(120)) { $0.write(500_000, advancing: 500_000) }
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
        scenario.leaveSlot()
        scenario.run(for: .seconds(100)) { $0.write(500_000, advancing: 0) }
        // 100 kB/s; 10 of 100 MB are written.
        #expect((895...905).contains(scenario.slotTruth(.postgresSlotAtRisk, "db-a").seconds ?? 0))
        #expect(scenario.slot("db_b")?.timeToLoss?.seconds ?? 0 > 890)
        #expect(scenario.slotCondition(.postgresSlotAtRisk, "db-a")?.causes == ["db-a"])
        scenario.run(for: .seconds(800)) { $0.write(500_000, advancing: 0) }
        #expect((95...105).contains(scenario.slotTruth(.postgresSlotAtRisk, "db-a").seconds ?? 0))
        scenario.run(for: .seconds(100)) { $0.write(500_000, advancing: 0) }
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .measured(.zero))
        #expect(scenario.slot("db_b")?.safeBytes == 0)
    }

    @Test("a standby that keeps up is at no risk, however much is written per limit; one that does not is")
    func active() {
        var scenario = PostgresScenario.slotted(keep: 100_000_000)
        scenario.run(for: .seconds(300)) { $0.write(20_000_000, advancing: 20_000_000) }
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
        scenario.run(for: .seconds(60)) { $0.write(3_000_000, advancing: 1_000_000) }
        // 400 kB/s of 600 kB/s are missing; 76 of 100 MB are left.
        #expect((185...195).contains(scenario.slotTruth(.postgresSlotAtRisk, "db-a").seconds ?? 0))
        scenario.run(for: .seconds(60)) { $0.write(1_000_000, advancing: 1_200_000) }
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
    }

    @Test("what is under way at any moment is no risk: a slot that trails a busy writer by up to two seconds")
    func trailing() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = PostgresScenario.slotted(keep: 1_000_000_000)
        var behind: UInt64 = 0
        scenario.run(for: .seconds(1200)) { scenario in
            let trail = UInt64.random(in: 0...100_000_000, using: &random)
            scenario.write(250_000_000, advancing: 250_000_000 + behind - trail)
            behind = trail
            #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") != .measured(.zero), "seed \(seed)")
            let left = scenario.slotTruth(.postgresSlotAtRisk, "db-a").seconds ?? .infinity
            #expect(left > 3600, "seed \(seed)")
        }
    }

    @Test("unreserved is at once, whatever the numbers say; so is a limit that is overdrawn")
    func overdue() {
        var scenario = PostgresScenario.slotted(keep: 100_000_000)
        scenario.run(for: .seconds(5))
        scenario.changeSlot("db_b") { $0.walStatus = "unreserved" }
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .measured(.zero))
        scenario.changeSlot("db_b") {
            $0.walStatus = "extended"
            $0.safeWALSize = -323_906_992
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .measured(.zero))
        #expect(scenario.slot("db_b")?.safeBytes == -323_906_992)
    }

    @Test("without a limit, or with nothing written, nothing is at risk: extended alone is none")
    func harmless() {
        var scenario = PostgresScenario.slotted()
        scenario.leaveSlot()
        scenario.changeSlot("db_b") { $0.walStatus = "extended" }
        scenario.run(for: .seconds(600)) { $0.write(50_000_000) }
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
        #expect(scenario.slot("db_b")?.retainedBytes == 6_000_000_000)

        scenario = .slotted(keep: 1_000_000)
        scenario.write(900_000, advancing: 0)
        scenario.leaveSlot()
        scenario.changeSlot("db_b") { $0.walStatus = "extended" }
        scenario.run(for: .seconds(600))
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
        #expect(scenario.slotCondition(.postgresSlotAtRisk, "db-a")?.summary == Condition.clearSummary)
    }

    @Test("before there is a rate: no guess once half the limit is used up")
    func noRateYet() {
        var scenario = PostgresScenario.slotted(keep: 1_000_000)
        scenario.round()
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .clear)
        scenario = .slotted(keep: 1_000_000)
        scenario.write(900_000, advancing: 0)
        scenario.round()
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a").isUnknown)
    }

    @Test("numbers beyond reason neither trap nor alarm")
    func extremes() {
        var scenario = PostgresScenario.slotted(keep: .max)
        scenario.changeSlot("db_b") {
            $0.safeWALSize = .max
            $0.restartLSN = LSN(rawValue: .max)
        }
        scenario.leaveSlot()
        scenario.run(for: .seconds(60)) { $0.write(1) }
        #expect(scenario.slot("db_b")?.retainedBytes == 0)
        scenario.changeSlot("db_b") { $0.safeWALSize = .min }
        scenario.run(for: .seconds(5))
        #expect(scenario.slotTruth(.postgresSlotAtRisk, "db-a") == .measured(.zero))
    }
}
