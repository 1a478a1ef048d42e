import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterHorizonTests {
    /// A slot or WAL sender keeps this snapshot, whose age grows by `pace` transactions with every poll.
    private static func hold(
        _ scenario: inout PostgresScenario, for duration: Duration, age: Int64 = 0, pace: Int64, xid: UInt32? = 700,
        bySlot: Bool = true
    ) {
        var age = age
        scenario.run(for: duration) {
            age += pace
            if bySlot {
                $0.servers["db-a"]?.slots[0].snapshotXID = xid
                $0.servers["db-a"]?.slots[0].snapshotAge = age
            } else {
                $0.servers["db-a"]?.walSenders[0].snapshotXID = xid
                $0.servers["db-a"]?.walSenders[0].snapshotAge = age
            }
        }
    }

    private static func heldTime(_ scenario: PostgresScenario) -> Duration? {
        guard case .measured(let time)? = scenario.truth(.postgresXminHeld, "db-a") else { return nil }
        return time
    }

    @Test("an unmoved snapshot is measured from when others had moved on, with the session to blame")
    func held() {
        for bySlot in [true, false] {
            var scenario = PostgresScenario.pair()
            scenario.servers["db-b"]?.changeStandby {
                $0.oldestSnapshot = OldestSnapshot(
                    age: 2000, session: BlockingSession(pid: 4711, user: "app", applicationName: "psql"))
            }
            Self.hold(&scenario, for: .seconds(600), pace: 0, bySlot: bySlot)
            #expect(scenario.truth(.postgresXminHeld, "db-a") == .clear, "nobody moves: idle holds back nothing")
            Self.hold(&scenario, for: .seconds(300), pace: 20, bySlot: bySlot)
            let time = Self.heldTime(scenario) ?? .zero
            #expect((.seconds(270)...(.seconds(281))).contains(time), "\(time)")
            let condition = scenario.condition(.postgresXminHeld, "db-a")
            #expect(condition?.summary.contains("session 4711 (psql by app) on db-b") == true)
            #expect(condition?.summary.contains(bySlot ? "slot db_b" : "WAL sender 500") == true)
            #expect(condition?.evidence.contains(Evidence("age_transactions", "1200")) == true)
            #expect(scenario.truth(.postgresXminHeld, "db-b") == .clear, "a standby's vacuum is its primary's")
            Self.hold(&scenario, for: .seconds(5), pace: 3, xid: 1900, bySlot: bySlot)
            #expect(scenario.truth(.postgresXminHeld, "db-a") == .clear)
        }
    }

    @Test("feedback that keeps moving holds back nothing for long, however busy the primary")
    func moving() {
        var scenario = PostgresScenario.pair()
        var xid: UInt32 = 700
        scenario.run(for: .seconds(3600)) {
            xid += 5000
            $0.servers["db-a"]?.walSenders[0].snapshotXID = xid
            $0.servers["db-a"]?.walSenders[0].snapshotAge = 4000
        }
        #expect(Self.heldTime(scenario) ?? .seconds(99) < .seconds(1))
    }

    @Test("a slot that nobody uses goes on holding, under the same clock")
    func orphan() {
        var scenario = PostgresScenario.pair()
        Self.hold(&scenario, for: .seconds(60), pace: 200)
        scenario.cutLink(to: "db-b")
        Self.hold(&scenario, for: .seconds(60), age: 2400, pace: 200)
        #expect(Self.heldTime(scenario) ?? .zero > .seconds(110))
        #expect(scenario.condition(.postgresXminHeld, "db-a")?.summary.contains("slot db_b (inactive)") == true)
    }

    @Test(
        "a logical slot's catalog_xmin counts when nobody uses it, or at a million",
        arguments: [(true, Int64(5000), false), (true, 2_000_000, true), (false, 5000, true), (false, 50, false)])
    func catalog(isActive: Bool, age: Int64, counts: Bool) {
        var scenario = PostgresScenario.pair()
        var slot = ReplicationSlot(name: "cdc", type: "logical", active: isActive)
        slot.catalogSnapshotAge = age
        scenario.servers["db-a"]?.slots.append(slot)
        scenario.run(for: .seconds(60))
        #expect((Self.heldTime(scenario) ?? .zero > .seconds(50)) == counts)
        slot.catalogSnapshotAge = age - 1
        scenario.servers["db-a"]?.slots[1] = slot
        scenario.run(for: .seconds(5))
        #expect(Self.heldTime(scenario) ?? .zero < .seconds(1), "it moved")
    }

    @Test("down a cascade, the session of the standby at the end is named")
    func cascade() {
        var scenario = PostgresScenario.cascade()
        scenario.servers["db-c"]?.changeStandby {
            $0.oldestSnapshot = OldestSnapshot(age: 900, session: BlockingSession(pid: 99))
        }
        scenario.servers["db-b"]?.walSenders[0].snapshotXID = 700
        Self.hold(&scenario, for: .seconds(60), pace: 200)
        #expect(scenario.condition(.postgresXminHeld, "db-a")?.summary.contains("session 99 on db-c") == true)
    }

    @Test("what is hidden is unknown; what shows in spite of it is a lower bound")
    func hidden() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.servers["db-a"]?.walSenders[0].state = nil
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresXminHeld, "db-a").isUnknown)
        scenario.servers["db-b"]?.walSenders = [WALSender(pid: 600, applicationName: "db-c")]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresXminHeld, "db-b") == .clear, "its vacuum is its primary's")
        Self.hold(&scenario, for: .seconds(60), pace: 200)
        guard case .measuredAtLeast(let time, _)? = scenario.truth(.postgresXminHeld, "db-a") else {
            Issue.record("not a lower bound")
            return
        }
        #expect(time > .seconds(50))
    }
}
