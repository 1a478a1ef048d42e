import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetOplogTests {
    private static let hour = Duration.seconds(3600)

    /// Everyone's oplog reaches back `window`, cut off as it is written.
    private static func run(
        _ scenario: inout MongoScenario, for time: Duration, window: Duration, full: Bool = true,
        except behind: String = ""
    ) {
        scenario.run(for: time) { scenario in
            scenario.write(except: behind)
            for host in ["a:1", "b:1"] where host != behind {
                scenario.setOplog(of: host, reachingBack: window, full: full)
            }
        }
    }

    @Test("the primary's window and the others' headroom are measured; what keeps up does not fall off")
    func windows() {
        var scenario = MongoScenario()
        Self.run(&scenario, for: .seconds(300), window: Self.hour * 10)
        for host in ["a:1", "b:1"] {
            #expect((35_990...36_010).contains(scenario.measured(.mongoOplogWindow, host) ?? 0), "\(host)")
        }
        #expect(scenario.truth(.mongoOplogWindow, "c:1") == nil)
        #expect(scenario.node("a:1")?.member?.oplog?.headroom == nil)
        #expect(scenario.node("b:1")?.member?.oplog?.fallsOffIn == nil)
        #expect(scenario.node("b:1")?.member?.oplog?.fill == 0.99)
        #expect(scenario.node("c:1")?.member?.oplog == nil)
    }

    @Test("an oplog that is not full has no window, and is no reason to worry")
    func notFull() {
        var scenario = MongoScenario()
        let start = scenario.now
        scenario.run(for: .seconds(300)) { scenario in
            scenario.write()
            let age = start.duration(to: scenario.now)
            for host in ["a:1", "b:1"] { scenario.setOplog(of: host, reachingBack: age, full: false) }
        }
        for host in ["a:1", "b:1"] { #expect(scenario.truth(.mongoOplogWindow, host) == .clear) }
        #expect(scenario.node("a:1")?.member?.oplog?.window.unknownReason == "oplog of a:1 is not full yet (10 %)")
        scenario.kill("b:1")
        scenario.run(for: .seconds(3600)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoOplogWindow, "b:1") == .clear)
    }

    @Test("whatever its size says, an oplog whose oldest entries were seen to go is full")
    func seenToBeCut() {
        var scenario = MongoScenario()
        Self.run(&scenario, for: .seconds(120), window: .seconds(1800), full: false)
        #expect((1790...1810).contains(scenario.measured(.mongoOplogWindow, "a:1") ?? 0))
    }

    @Test("a member that is down loses headroom as the others' oldest entries go, and falls off when told")
    func downMember() {
        var scenario = MongoScenario()
        Self.run(&scenario, for: .seconds(300), window: Self.hour)
        scenario.kill("b:1")
        Self.run(&scenario, for: Self.hour / 2, window: Self.hour, except: "b:1")
        let headroom = scenario.measured(.mongoOplogWindow, "b:1") ?? 0
        #expect((1750...1810).contains(headroom))
        let fallsOff = scenario.node("b:1")?.member?.oplog?.fallsOffIn?.seconds ?? 0
        #expect((1700...1900).contains(fallsOff))
        #expect(scenario.told(.mongoOplogWindow, "b:1")?.summary.contains("on a:1") == true)
        Self.run(&scenario, for: Self.hour, window: Self.hour, except: "b:1")
        #expect(scenario.measured(.mongoOplogWindow, "b:1") == 0)
    }

    @Test("a delayed member has the window less its lag")
    func delayed() {
        var scenario = MongoScenario(members: [
            .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", priority: 0, delay: .seconds(7200)),
        ])
        scenario.run(for: .seconds(300)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = .clock(at: scenario.now.advanced(by: .seconds(-7200)))
            scenario.setOplog(of: "a:1", reachingBack: Self.hour * 10)
        }
        #expect((28_790...28_810).contains(scenario.measured(.mongoOplogWindow, "b:1") ?? 0))
        #expect(scenario.node("b:1")?.member?.oplog?.fallsOffIn == nil)
    }

    @Test("of several sources the one whose oplog reaches back furthest counts; without chaining the primary alone")
    func sources() {
        var scenario = MongoScenario(members: [
            .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1"), .init(id: 2, host: "d:1"),
        ])
        func run(_ scenario: inout MongoScenario) {
            scenario.run(for: .seconds(60)) { scenario in
                scenario.write()
                scenario.setOplog(of: "a:1", reachingBack: Self.hour)
                scenario.setOplog(of: "d:1", reachingBack: Self.hour * 5)
            }
        }
        run(&scenario)
        #expect((17_990...18_010).contains(scenario.measured(.mongoOplogWindow, "b:1") ?? 0))
        scenario.config.settings.chainingAllowed = false
        scenario.config.version += 1
        run(&scenario)
        #expect((3590...3610).contains(scenario.measured(.mongoOplogWindow, "b:1") ?? 0))
    }

    @Test("what may not be asked is unknown by name, also facts that grew old")
    func unknown() {
        var scenario = MongoScenario()
        scenario.servers["a:1"] = MongoServerStatus(observedAt: scenario.now, denied: ["serverStatus"])
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(
            scenario.truth(.mongoOplogWindow, "a:1")
                == .unknown("a:1 does not show its oplog: missing privilege serverStatus"))
        #expect(scenario.truth(.mongoOplogWindow, "b:1").isUnknown)
        scenario.setOplog(of: "a:1", reachingBack: Self.hour)
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.measured(.mongoOplogWindow, "a:1") != nil)
        scenario.answers["a:1"] = scenario.reading("a:1")
        scenario.run(for: .seconds(600)) { $0.write() }
        #expect(scenario.truth(.mongoOplogWindow, "a:1").isUnknown)
    }

    @Test("facts that are half a minute old are corrected for what was cut off since")
    func slowFacts() {
        var scenario = MongoScenario()
        Self.run(&scenario, for: .seconds(300), window: Self.hour)
        let facts = scenario.servers["a:1"]
        let readAt = scenario.now
        scenario.adjust["a:1"] = { reading in
            reading.server = facts
            reading.server?.observedAt = readAt
        }
        scenario.run(for: .seconds(100)) { $0.write() }
        #expect((3590...3610).contains(scenario.measured(.mongoOplogWindow, "a:1") ?? 0))
    }
}
