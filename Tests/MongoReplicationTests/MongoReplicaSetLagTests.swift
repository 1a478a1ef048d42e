import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetLagTests {
    @Test("an idle set with a no-op each 10 s never shows 10 s", arguments: [true, false])
    func idleSet(wallTimes: Bool) {
        var scenario = MongoScenario()
        scenario.wallTimes = wallTimes
        var round = 0
        scenario.run(for: .seconds(600)) { scenario in
            round += 1
            if round.isMultiple(of: 2) { scenario.write(except: "b:1") }
            let lag = scenario.lag("b:1").seconds ?? 0
            #expect(lag <= 5.1, "round \(round): \(lag) s")
            if !round.isMultiple(of: 2), let primary = scenario.applied["a:1"] { scenario.applied["b:1"] = primary }
        }
        #expect(scenario.node("b:1")?.lag != nil)
    }

    @Test("a secondary that follows within milliseconds is told in milliseconds")
    func milliseconds() {
        var scenario = MongoScenario()
        scenario.tellExactOptimes()
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = WallInstant.clock(at: scenario.now.advanced(by: .milliseconds(-37)))
        }
        #expect(scenario.lag("b:1") == .known(.milliseconds(37)))
        #expect(scenario.truth(.mongoReplicationLag, "b:1") == .measured(.milliseconds(37)))
    }

    @Test("a secondary that applies nothing falls behind as time goes", arguments: [true, false])
    func stuckSecondary(wallTimes: Bool) {
        var scenario = MongoScenario()
        scenario.wallTimes = wallTimes
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.run(for: .seconds(90)) { $0.write(except: "b:1") }
        #expect((84...91).contains(scenario.lag("b:1").seconds ?? 0))
    }

    @Test("a secondary ahead of what the primary's row says is not behind, and not by the absolute value")
    func neverNegative() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { scenario in
            scenario.write()
            scenario.applied["a:1"] = WallInstant.clock(at: scenario.now.advanced(by: .seconds(-8)))
        }
        #expect(scenario.lag("b:1") == .known(.zero))
    }

    @Test("a member that is down has an unknown lag, not one of fifty years", arguments: [true, false])
    func downMember(wallTimes: Bool) {
        var scenario = MongoScenario()
        scenario.wallTimes = wallTimes
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("b:1")
        scenario.run(for: .seconds(60)) { $0.write() }
        #expect(scenario.lag("b:1") == .unknown("b:1 does not answer"))
        #expect(scenario.truth(.mongoReplicationLag, "b:1").isUnknown)
    }

    @Test("epoch times in a row that claims health are no position")
    func epochInHealthyRow() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.states["b:1"] = .startup2
        scenario.run(for: .seconds(10)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = WallInstant(milliseconds: 0)
        }
        #expect(scenario.lag("b:1") != nil)
        #expect(scenario.lag("b:1")?.value == nil)
        scenario.answers["a:1"] = scenario.reading("a:1")
        scenario.answers["a:1"]?.status?.members[1].opTime = OpTime(seconds: 7, increment: 1, term: 1)
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("b:1")?.value == nil)
    }

    @Test("a delayed member shows delay + lag, and only the excess is judged")
    func delayedMember() {
        var scenario = MongoScenario(members: [
            .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", hidden: true, priority: 0, delay: .seconds(3600)),
        ])
        scenario.tellExactOptimes()
        scenario.run(for: .seconds(7200)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = WallInstant.clock(at: scenario.now.advanced(by: .seconds(-3613)))
        }
        #expect(abs((scenario.lag("b:1").seconds ?? 0) - 3613) < 0.1)
        #expect(scenario.node("b:1")?.delay == .seconds(3600))
        guard case .measured(let excess) = scenario.truth(.mongoReplicationLag, "b:1") else {
            Issue.record("lag not measured")
            return
        }
        #expect((12.9...13.1).contains(excess.seconds))
    }

    @Test("an arbiter has no lag and no complaint about it")
    func arbiter() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.node("c:1")?.role == "arbiter")
        #expect(scenario.node("c:1")?.lag == nil)
        #expect(scenario.truth(.mongoReplicationLag, "c:1") == nil)
        scenario.failures["c:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(5))
        #expect(scenario.node("c:1")?.lag == nil)
    }

    @Test("an arbiter of a set that refuses our login stays one while it is silent")
    func arbiterWithoutConfig() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.statusFailures[host] = .authentication("bad password") }
        scenario.run(for: .seconds(10))
        scenario.failures["c:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(5))
        #expect(scenario.node("c:1")?.lag == nil)
        #expect(scenario.truth(.mongoReplicationLag, "c:1") == nil)
    }

    @Test("without a primary the freshest member stands in for it, and the lag says so", arguments: [true, false])
    func noPrimary(wallTimes: Bool) {
        var scenario = MongoScenario()
        scenario.wallTimes = wallTimes
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        scenario.states["a:1"] = .secondary
        scenario.run(for: .seconds(60))
        #expect((9...11).contains(scenario.lag("b:1").seconds ?? 0))
        #expect(scenario.node("b:1")?.lag?.comparedWith == "the freshest member a:1, no primary")
        #expect(scenario.lag("a:1") == .known(.zero))
        #expect(scenario.node("a:1")?.lag?.comparedWith == "itself, the freshest member, no primary")
        #expect(scenario.told(.mongoReplicationLag, "b:1")?.summary.contains("no primary") == true)
    }

    @Test("nobody to compare with: unknown, not 0; also in the first round")
    func nobodyToCompareWith() {
        var scenario = MongoScenario()
        scenario.poll("b:1")
        #expect(scenario.lag("b:1") == .unknown("no primary answers, and a:1 has not been polled yet"))
        scenario.run(for: .seconds(10))
        scenario.kill("a:1")
        scenario.run(for: .seconds(30))
        #expect(
            scenario.lag("b:1") == .unknown("no primary and no other data-bearing member answers to compare with"))
    }

    @Test("a primary that only we cannot reach still counts as the freshest member, by its peer's word")
    func primaryUnreachableFromHere() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures["a:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(60)) { $0.write(except: "b:1") }
        #expect((55...61).contains(scenario.lag("b:1").seconds ?? 0))
        #expect(scenario.node("b:1")?.lag?.comparedWith?.contains("a:1 as b:1 sees it") == true)
    }

    @Test("secondaries that lack what a dead primary had have not caught up, however alike they are")
    func primaryDies() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(60)) { $0.write() }
        scenario.run(for: .seconds(100)) { $0.write(except: "b:1", "c:1") }
        scenario.kill("a:1")
        scenario.run(for: .seconds(60))
        for host in ["b:1", "c:1"] {
            #expect((98...101).contains(scenario.node(host)?.lag?.atLeast?.seconds ?? 0), "\(host)")
            guard case .measuredAtLeast = scenario.truth(.mongoReplicationLag, host) else {
                Issue.record("\(host) recovers as its primary dies")
                continue
            }
        }
        scenario.elect("b:1")
        scenario.run(for: .seconds(10)) { $0.write(except: "a:1") }
        #expect(scenario.lag("c:1") == .known(.zero))
    }

    @Test("secondaries that have all that a dead primary had are level")
    func primaryDiesLevel() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(60)) { $0.write() }
        scenario.kill("a:1")
        scenario.run(for: .seconds(60))
        for host in ["b:1", "c:1"] { #expect(scenario.lag(host) == .known(.zero), "\(host)") }
    }

    @Test("a member that neither we nor the primary reach is measured by the word of a peer that hears it")
    func heardByPeerAlone() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(60)) { $0.write() }
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.cut(between: "a:1", and: "b:1")
        scenario.run(for: .seconds(120)) { $0.write() }
        #expect(scenario.lag("b:1").seconds ?? 99 < 6)
        #expect(scenario.node("b:1")?.lag?.atLeast == nil)
        scenario.run(for: .seconds(120)) { $0.write(except: "b:1") }
        #expect((110...125).contains(scenario.lag("b:1").seconds ?? 0))
    }

    @Test("a member the primary does not hear is measured by its own answer", arguments: [true, false])
    func unheardByPrimary(reset: Bool) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(60)) { $0.write() }
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write(except: "b:1")
            scenario.answers["a:1"] = scenario.reading("a:1")
            scenario.answers["a:1"]?.status?.members[1].healthy = false
            scenario.answers["a:1"]?.status?.members[1].lastAppliedWallTime = .clock(at: .at(100_000))
            if reset {
                scenario.answers["a:1"]?.status?.members[1].opTime = OpTime(seconds: 0, increment: 0, term: -1)
            }
        }
        #expect((55...65).contains(scenario.lag("b:1").seconds ?? 0))
    }

    @Test("also when it is behind all that was seen of the primary")
    func unheardAndBehindHistory() {
        var scenario = MongoScenario()
        scenario.applied["b:1"] = .clock(at: .at(99_000))
        scenario.answers["a:1"] = scenario.reading("a:1")
        scenario.answers["a:1"]?.status?.members[1].healthy = false
        scenario.run(for: .seconds(10))
        #expect((999...1001).contains(scenario.lag("b:1").seconds ?? 0))
    }

    @Test("a chained secondary: its link is judged against its source, its lag against the primary")
    func chained() {
        var scenario = MongoScenario(
            seeds: ["a:1"],
            members: [.init(id: 0, host: "a:1"), .init(id: 1, host: "b:1"), .init(id: 2, host: "d:1")])
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            scenario.applied["b:1"] = WallInstant.clock(at: scenario.now.advanced(by: .milliseconds(-2000)))
            scenario.applied["d:1"] = WallInstant.clock(at: scenario.now.advanced(by: .milliseconds(-2500)))
            scenario.answers["d:1"] = scenario.reading("d:1")
            scenario.answers["d:1"]?.status?.syncSourceHost = "b:1"
        }
        #expect(scenario.lag("d:1") == .known(.milliseconds(2500)))
        let link = scenario.view.links.first { $0.downstream == "d:1" }
        #expect(link?.upstream == "b:1")
        #expect(link?.lag.time == .known(.milliseconds(500)))
        #expect(link?.state == .streaming)
    }
}
