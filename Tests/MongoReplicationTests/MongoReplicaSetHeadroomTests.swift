import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetHeadroomTests {
    private static let hour = Duration.seconds(3600)

    /// `a:1` writes with an oplog of ten hours, `b:1` with one of two, and `d:1` is delayed by a day with one of 34 hours.
    private static func delayed(full: Bool = true) -> MongoScenario {
        var scenario = MongoScenario(members: [
            .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1"),
            .init(id: 2, host: "d:1", hidden: true, priority: 0, delay: hour * 24),
        ])
        run(&scenario, for: .seconds(120), full: full)
        return scenario
    }

    private static func run(
        _ scenario: inout MongoScenario, for time: Duration, full: Bool = true, except behind: String = ""
    ) {
        scenario.run(for: time) { scenario in
            scenario.write(except: behind)
            scenario.applied["d:1"] = .clock(at: scenario.now.advanced(by: hour * -24))
            scenario.setOplog(of: "a:1", reachingBack: hour * 10)
            scenario.setOplog(of: "b:1", reachingBack: hour * 2)
            scenario.setOplog(of: "d:1", reachingBack: hour * 34, full: full)
        }
    }

    @Test("nobody syncs from a member that is behind it, full or not", arguments: [true, false])
    func behind(full: Bool) {
        var scenario = Self.delayed(full: full)
        scenario.kill("b:1")
        Self.run(&scenario, for: .seconds(60), full: full, except: "b:1")
        #expect((35_000...36_010).contains(scenario.measured(.mongoOplogWindow, "b:1") ?? 0))
        #expect(scenario.told(.mongoOplogWindow, "b:1")?.summary.contains("on a:1") == true)
        #expect(scenario.measured(.mongoOplogWindow, "d:1") == 0)
        scenario.kill("a:1")
        Self.run(&scenario, for: .seconds(60), full: full, except: "b:1")
        #expect(scenario.truth(.mongoOplogWindow, "b:1").isUnknown)
    }

    @Test("an oplog that is not told to be full or not is unknown by the privilege; the last told share counts")
    func fullnessNotTold() {
        var scenario = MongoScenario()
        let oldest = OpTime.written(.clock(at: scenario.now.advanced(by: Self.hour * -5)))
        let untold = MongoServerStatus(
            observedAt: scenario.now, oplogEarliest: oldest, denied: ["collStats on local.oplog.rs"])
        for host in ["a:1", "b:1"] { scenario.servers[host] = untold }
        scenario.run(for: .seconds(120)) { $0.write() }
        for host in ["a:1", "b:1"] {
            #expect(
                scenario.truth(.mongoOplogWindow, host)
                    == .unknown(
                        "a:1 does not show how full its oplog is: missing privilege collStats on local.oplog.rs"))
        }
        for host in ["a:1", "b:1"] {
            scenario.servers[host]?.denied = []
            scenario.servers[host]?.oplogBytes = 100
            scenario.servers[host]?.oplogMaxBytes = 1000
        }
        scenario.run(for: .seconds(10)) { $0.write() }
        for host in ["a:1", "b:1"] { #expect(scenario.truth(.mongoOplogWindow, host) == .clear) }
        for host in ["a:1", "b:1"] { scenario.servers[host] = untold }
        scenario.run(for: .seconds(10)) { $0.write() }
        for host in ["a:1", "b:1"] { #expect(scenario.truth(.mongoOplogWindow, host) == .clear) }
        #expect(scenario.node("a:1")?.member?.oplog?.fill == 0.1)
    }

    @Test(
        "cut in pieces of any size, a dead member falls off when its headroom has passed",
        arguments: [20, 600, 1800, 36_000])
    func pieces(piece: Int64) {
        var scenario = MongoScenario()
        let length = piece * 1000
        func run(_ time: Duration, except behind: String = "") {
            scenario.run(for: time) { scenario in
                scenario.write(except: behind)
                // What is left of the piece that goes next is there besides.
                let oldest = WallInstant.clock(at: scenario.now.advanced(by: Self.hour * -10)).milliseconds
                scenario.servers["a:1"] = MongoServerStatus(
                    observedAt: scenario.now,
                    oplogEarliest: .written(WallInstant(milliseconds: oldest / length * length)), oplogBytes: 990,
                    oplogMaxBytes: 1000)
            }
        }
        run(.seconds(300))
        scenario.kill("b:1")
        for _ in 0..<60 {
            run(.seconds(60), except: "b:1")
            let left = scenario.node("b:1")?.member?.oplog
            let (headroom, fallsOff) = (left?.headroom?.value?.seconds ?? 0, left?.fallsOffIn?.seconds ?? 0)
            #expect((0.8...1.25).contains(fallsOff / max(1, headroom)), "\(fallsOff) s of \(headroom) s")
        }
    }

    @Test("a secondary that applies nothing falls off as a dead one does; a delayed one at its delay never")
    func stuck() {
        var scenario = Self.delayed()
        let stuck = scenario.applied["b:1"]
        scenario.run(for: .seconds(600)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = stuck
            scenario.applied["d:1"] = .clock(at: scenario.now.advanced(by: Self.hour * -5))
            scenario.setOplog(of: "a:1", reachingBack: Self.hour * 10)
        }
        let left = scenario.node("b:1")?.member?.oplog
        let (headroom, fallsOff) = (left?.headroom?.value?.seconds ?? 0, left?.fallsOffIn?.seconds ?? 0)
        #expect((0.8...1.3).contains(fallsOff / max(1, headroom)), "\(fallsOff) s of \(headroom) s")
        #expect(scenario.node("d:1")?.member?.oplog?.fallsOffIn == nil)
    }
}
