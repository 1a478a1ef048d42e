import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterLagSwitchTests {
    @Test("a standby that follows over to the promoted one: its lag is known from before the switch on")
    func promotion() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(120)) { $0.write(1000) }
        scenario.heldReplay = ["db-c"]
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect((55...65).contains(scenario.lag("db-c").seconds ?? 0))

        scenario.kill("db-a")
        scenario.promote("db-b")
        scenario.connect("db-c", to: "db-b", senderPID: 700, slot: "db_c")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect(scenario.node("db-b")?.postgresql?.timeline == 2)
        #expect((65...77).contains(scenario.lag("db-c").seconds ?? 0))
        scenario.heldReplay = []
        scenario.run(for: .seconds(5)) { $0.write(1000, on: "db-b") }
        #expect(scenario.lag("db-c") == .known(.zero))
    }

    @Test("one that still follows the old primary: known while it is not past the switch, unknown past it")
    func stillOnOldTimeline() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.freezeLink(to: "db-c")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect((5...15).contains(scenario.lag("db-c").seconds ?? 0))
        scenario.servers["db-c"]?.changeStandby { standby in
            standby.replayLSN = standby.replayLSN.map { LSN(rawValue: $0.rawValue + 500) }
            standby.receiveLSN = standby.replayLSN
            standby.walReceiver?.flushedLSN = standby.replayLSN
        }
        scenario.run(for: .seconds(5)) { $0.write(1000, on: "db-b") }
        #expect(scenario.lag("db-c") == .unknown("db-c is on timeline 1, db-b on 2"))
    }

    @Test("a primary that lost its unflushed tail in a crash: a standby that is behind stays so")
    func crash() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: $0.currentLSN.rawValue - 700) }
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect((60...70).contains(scenario.lag("db-b").seconds ?? 0))
    }
}
