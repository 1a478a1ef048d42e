import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetLagSourcesTests {
    /// Lets `hello` tell the last write, as servers do.
    private static func tellLastWrites(_ scenario: inout MongoScenario) {
        for host in ["a:1", "b:1"] {
            let applied = scenario.applied[host].map(OpTime.written)
            scenario.adjust[host] = { $0.hello.lastWrite = applied }
        }
    }

    @Test("without any credentials the lag is told in seconds, and grows while a secondary is held back")
    func helloAlone() {
        var scenario = MongoScenario()
        scenario.refuseLogins()
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            Self.tellLastWrites(&scenario)
        }
        #expect(scenario.lag("b:1") == .known(.zero))
        #expect(scenario.truth(.mongoReplicationLag, "b:1") == .measured(.zero))
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write(except: "b:1")
            Self.tellLastWrites(&scenario)
        }
        #expect((53...62).contains(scenario.lag("b:1").seconds ?? 0))
    }

    @Test(
        "a secondary that lacks one entry of an idle primary is as late as that entry is old", arguments: [true, false])
    func idlePrimary(wallTimes: Bool) {
        var scenario = MongoScenario()
        scenario.wallTimes = wallTimes
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.wait(.seconds(1))
        scenario.write(except: "b:1")
        scenario.run(for: .seconds(60))
        #expect((57...61).contains(scenario.lag("b:1").seconds ?? 0))
        #expect(scenario.node("b:1")?.lag?.errorBound.map { $0 < .seconds(7) } == true)
    }

    @Test("a hung secondary is at least as late as the primary moved on; a dead one's lag is unknown")
    func hungAndDead() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.states["b:1"] = nil
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(60)) { $0.write(except: "b:1") }
        #expect(scenario.lag("b:1")?.value == nil)
        #expect((45...60).contains(scenario.node("b:1")?.lag?.atLeast?.seconds ?? 0))
        guard case .measuredAtLeast = scenario.truth(.mongoReplicationLag, "b:1") else {
            Issue.record("the lag of a hung member does not grow")
            return
        }
        scenario.kill("b:1")
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoReplicationLag, "b:1").isUnknown)
    }

    @Test("a chain that is stuck in the middle: the member's own word counts, being newer and further")
    func stuckChain() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        let stuck = scenario.applied["b:1"]
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            // Polled before the primary, so that it is not merely newer.
            scenario.poll("b:1")
            scenario.adjust["a:1"] = { reading in
                reading.status?.members[1].lastAppliedWallTime = stuck
                reading.status?.members[1].opTime = stuck.map(OpTime.written)
            }
            scenario.poll("a:1")
            #expect(scenario.lag("b:1").seconds ?? 99 < 1)
        }
    }

    @Test("the lag tells how old its data is; between polls it does not pretend to be new")
    func dataAge() {
        var scenario = MongoScenario()
        #expect(scenario.replicaSet.moment(at: scenario.now).judged().lagDataAge(of: "b:1") == nil)
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.wait(.seconds(4))
        let age = scenario.node("b:1")?.member?.lagDataAge?.seconds ?? 0
        #expect((4...4.1).contains(age))
        scenario.kill("b:1")
        scenario.round()
        #expect(scenario.node("b:1")?.member?.lagDataAge == nil)
    }

    @Test("a primary whose clock is set is no reason for a lag", arguments: [3600, -3600])
    func primaryClockStep(seconds: Int) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(60)) { $0.write() }
        for host in ["a:1", "b:1"] { scenario.skew[host] = .seconds(seconds) }
        // The first entry after the step is under way. Its timestamp does not go back, its wall time does.
        let stepped = WallInstant.clock(at: scenario.now.advanced(by: .seconds(5)), skew: .seconds(seconds))
        let before = scenario.applied["a:1"].map(OpTime.written)
        for host in ["a:1", "b:1"] where seconds < 0 {
            scenario.adjust[host] = { reading in
                for index in 0..<2 where reading.status?.members[index].lastAppliedWallTime == stepped {
                    reading.status?.members[index].opTime = before
                    reading.status?.members[index].opTime?.increment = 2
                }
            }
        }
        scenario.applied["a:1"] = stepped
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("b:1").seconds ?? 99 <= 5.1)
        scenario.applied["b:1"] = stepped
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("b:1") == .known(.zero))
    }
}
