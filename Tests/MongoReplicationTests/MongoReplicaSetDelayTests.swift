import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetDelayTests {
    private static func scenario(delay: Duration = .seconds(600)) -> MongoScenario {
        var scenario = MongoScenario(members: [
            .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", hidden: true, priority: 0, delay: delay),
        ])
        scenario.tellExactOptimes()
        return scenario
    }

    /// The primary writes each poll, the delayed member applies what is `behind` old.
    private static func run(_ scenario: inout MongoScenario, for time: Duration, behind: Duration) {
        scenario.run(for: time) { scenario in
            scenario.write()
            scenario.applied["b:1"] = .clock(at: scenario.now.advanced(by: .zero - behind))
        }
    }

    @Test("a delayed member at its delay, a little more or less, is fine", arguments: [590, 600, 607])
    func honoured(behind: Int) {
        var scenario = Self.scenario()
        Self.run(&scenario, for: .seconds(1300), behind: .seconds(behind))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
        #expect(scenario.truth(.mongoDelayNotHonoured, "a:1") == nil)
        #expect(scenario.measured(.mongoReplicationLag, "b:1") ?? 99 < 8)
    }

    @Test("one that is much less behind does not protect, and is told")
    func notHonoured() {
        var scenario = Self.scenario()
        Self.run(&scenario, for: .seconds(700), behind: .seconds(600))
        Self.run(&scenario, for: .seconds(300), behind: .seconds(30))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .holds)
        #expect(scenario.measured(.mongoReplicationLag, "b:1") == 0)
    }

    @Test("a delay that was just raised is not honoured yet")
    func raised() {
        var scenario = Self.scenario()
        scenario.setOplog(of: "b:1", reachingBack: .seconds(90_000), full: false)
        Self.run(&scenario, for: .seconds(60), behind: .seconds(600))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
        scenario.config.members[1].delay = .seconds(3600)
        scenario.config.version += 1
        Self.run(&scenario, for: .seconds(10), behind: .seconds(600))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .holds)
    }

    @Test("one that copied everything just now waits for its delay to pass: fine; not told its age: unknown")
    func fresh() {
        var scenario = Self.scenario()
        scenario.servers["b:1"] = MongoServerStatus(observedAt: scenario.now, denied: ["serverStatus"])
        Self.run(&scenario, for: .seconds(60), behind: .seconds(60))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1").isUnknown)
        scenario.setOplog(of: "b:1", reachingBack: .seconds(90), full: false)
        Self.run(&scenario, for: .seconds(60), behind: .seconds(120))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
        scenario.states["b:1"] = .startup2
        Self.run(&scenario, for: .seconds(10), behind: .zero)
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
    }

    @Test("one that is synced anew is young again, however long it is watched")
    func syncedAnew() {
        var scenario = Self.scenario()
        scenario.setOplog(of: "b:1", reachingBack: .seconds(90_000))
        Self.run(&scenario, for: .seconds(700), behind: .seconds(600))
        scenario.states["b:1"] = .startup2
        Self.run(&scenario, for: .seconds(10), behind: .zero)
        scenario.states["b:1"] = .secondary
        scenario.servers["b:1"] = MongoServerStatus(observedAt: scenario.now, denied: ["serverStatus"])
        Self.run(&scenario, for: .seconds(300), behind: .seconds(150))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1").isUnknown)
        scenario.setOplog(of: "b:1", reachingBack: .seconds(310), full: false)
        scenario.round()
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
        Self.run(&scenario, for: .seconds(400), behind: .seconds(150))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .holds)
    }

    @Test("an idle set writes each ten seconds only: fine")
    func idle() {
        var scenario = Self.scenario(delay: .seconds(60))
        var written: [WallInstant] = []
        var round = 0
        scenario.run(for: .seconds(900)) { scenario in
            round += 1
            if round.isMultiple(of: 2) { written.append(.clock(at: scenario.now)) }
            scenario.applied["a:1"] = written.last ?? scenario.applied["a:1"]
            let due = WallInstant.clock(at: scenario.now.advanced(by: .seconds(-60)))
            scenario.applied["b:1"] = written.last { $0 <= due } ?? scenario.applied["b:1"]
            if round > 20 { #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear, "round \(round)") }
        }
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1") == .clear)
    }

    @Test("without a primary nothing new is written and the delayed member catches up: no fault of its")
    func noPrimary() {
        var scenario = Self.scenario()
        Self.run(&scenario, for: .seconds(700), behind: .seconds(600))
        scenario.states["a:1"] = .secondary
        scenario.applied["b:1"] = scenario.applied["a:1"]
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoDelayNotHonoured, "b:1").isUnknown)
    }
}
