import MongoReplication
import TestSupport
import Testing

@testable import ReplicationCore

/// A member in RECOVERING applies the primary's writes or does not: its position shows which, its state does not.
@Suite struct MongoReplicaSetRecoveringTests {
    /// Whether the set is primary, secondary and arbiter, or has three members with data.
    private static func scenario(arbiter: Bool) -> MongoScenario {
        var scenario = MongoScenario(members: MongoScenario.members(3, arbiter: arbiter))
        scenario.run(for: .seconds(30)) { $0.write() }
        return scenario
    }

    @Test(
        "a secondary in maintenance mode acknowledges writes, busy or idle, and is named as what it is",
        arguments: [true, false], [true, false])
    func maintenance(arbiter: Bool, busy: Bool) {
        var scenario = Self.scenario(arbiter: arbiter)
        scenario.beginMaintenance(of: "b:1")
        var round = 0
        scenario.run(for: .seconds(300)) { scenario in
            round += 1
            // An idle primary writes a no-op every ten seconds; a poll may come before the secondary has it.
            if busy || round.isMultiple(of: 2) { scenario.write(except: "b:1") }
            if busy || !round.isMultiple(of: 2) { scenario.write() }
            #expect(scenario.truth(.mongoMajorityLost) == .clear, "round \(round)")
            #expect(scenario.availability?.majorityWritable == .known(true), "round \(round)")
        }
        #expect(scenario.view.contradictions == [])
        #expect(scenario.availability?.readable == .known(true))
        #expect(scenario.view.links.first { $0.downstream == "b:1" }?.state == .streaming)
        let state = scenario.condition(.mongoMemberState, "b:1")
        #expect(state?.truth == .holds && state?.summary.contains("maintenance mode") == true)
        #expect(state?.summary.contains("goes on applying the primary's writes") == true)
        // It cannot be elected: with an arbiter nobody else could follow the primary.
        #expect(scenario.truth(.mongoMajorityAtRisk) == (arbiter ? .holds : .clear))
        #expect(scenario.availability?.indispensable == (arbiter ? ["a:1"] : []))
        #expect(scenario.availability?.failuresToleratedForWrites == .known(arbiter ? 0 : 1))
    }

    @Test("nobody reads from a member in maintenance mode")
    func unreadable() {
        var scenario = Self.scenario(arbiter: true)
        scenario.beginMaintenance(of: "b:1")
        scenario.kill("a:1")
        scenario.run(for: .seconds(30))
        #expect(scenario.availability?.readable == .known(false))
        #expect(scenario.availability?.majorityWritable == .known(false))
        #expect(scenario.condition(.mongoNoPrimary)?.summary.contains("2 of 3 (2 needed to elect)") == true)
    }

    @Test("one that applies nothing while the primary writes acknowledges nothing, until it moves on")
    func standsStill() {
        var scenario = Self.scenario(arbiter: true)
        scenario.beginMaintenance(of: "b:1")
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoMajorityLost) == .clear, "a pause")
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        let lost = scenario.condition(.mongoMajorityLost)
        #expect(lost?.truth == .holds && lost?.causes == ["b:1"])
        #expect(lost?.summary.contains("only 1 of the 2 data-bearing voters") == true)
        #expect(lost?.summary.contains("b:1 (recovering, has applied nothing for") == true)
        #expect(scenario.availability?.majorityWritable == .known(false))
        #expect(scenario.condition(.mongoMemberState, "b:1")?.summary.contains("has applied nothing") == true)
        #expect(scenario.view.links.first { $0.downstream == "b:1" }?.state == .catchup)
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
    }

    @Test("one that is too stale acknowledges nothing from the first moment on")
    func tooStale() {
        var scenario = Self.scenario(arbiter: true)
        scenario.beginMaintenance(of: "b:1")
        let before = scenario.adjust["b:1"]
        scenario.adjust["b:1"] = { reading in
            before?(&reading)
            reading.status?.tooStale = true
        }
        scenario.run(for: .seconds(5)) { $0.write(except: "b:1") }
        #expect(scenario.condition(.mongoMajorityLost)?.summary.contains("too stale to catch up") == true)
        #expect(scenario.truth(.mongoMajorityLost) == .holds)
    }

    @Test(
        "far behind when first seen it is unknown, until it is seen to move or to stand still",
        arguments: [true, false])
    func firstSeen(moves: Bool) {
        var scenario = MongoScenario()
        scenario.states["b:1"] = .recovering
        let start = scenario.now
        let former = WallInstant.clock(at: start.advanced(by: .seconds(-600)))
        scenario.applied["b:1"] = former
        scenario.round()
        #expect(scenario.truth(.mongoMajorityLost).isUnknown)
        #expect(scenario.availability?.majorityWritable.unknownReason?.contains("whether it catches up") == true)
        // A majority has only the entries of the member that is behind.
        scenario.commit(former)
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write(except: "b:1")
            guard moves else { return }
            let done = start.duration(to: scenario.now) * 5
            scenario.applied["b:1"] = .clock(at: start.advanced(by: .seconds(-600) + done))
            scenario.commit(scenario.applied["b:1"])
        }
        #expect(scenario.truth(.mongoMajorityLost) == (moves ? .clear : .holds))
        // While it catches up, writes wait for it, whatever it can do.
        #expect(scenario.availability?.majorityWritable == .known(false))
        #expect(scenario.view.contradictions == [])
    }

    @Test("one that others hear is judged by what they say, and not called down for it", arguments: [true, false])
    func heardOnly(applies: Bool) {
        var scenario = Self.scenario(arbiter: true)
        scenario.beginMaintenance(of: "b:1")
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(60)) { if applies { $0.write() } else { $0.write(except: "b:1") } }
        #expect(scenario.truth(.mongoMajorityLost) == .clear || !applies)
        #expect(scenario.truth(.mongoMajorityLost).isUnknown != applies)
    }

    @Test("by hello alone one in maintenance looks like one in any other state: the other members' view counts")
    func withoutPrivilege() {
        var scenario = Self.scenario(arbiter: true)
        scenario.statusFailures["b:1"] = .privilege("clusterMonitor")
        scenario.states["b:1"] = .recovering
        scenario.run(for: .seconds(60)) { $0.write() }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.availability?.majorityWritable == .known(true))
        scenario.run(for: .seconds(20)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoMajorityLost).isUnknown)
        scenario.blind["a:1"] = ["b:1"]
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.availability?.majorityWritable.unknownReason?.contains("clusterMonitor") == true)
    }

    @Test("a delayed one is behind by its delay, and that is keeping up")
    func delayed() {
        var members = MongoScenario.members(3)
        members[2] = .init(id: 2, host: "c:1", hidden: true, priority: 0, delay: .seconds(60))
        var scenario = MongoScenario(members: members)
        scenario.states["b:1"] = nil
        scenario.failures["b:1"] = .connect("connection refused")
        scenario.states["c:1"] = .recovering
        scenario.run(for: .seconds(120)) { scenario in
            scenario.write()
            scenario.applied["c:1"] = .clock(at: scenario.now.advanced(by: .seconds(-60)))
        }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.availability?.majorityWriteDelay == .seconds(60))
    }

    @Test("a working secondary that stands still leaves majority writes waiting, and no statement says otherwise")
    func frozenSecondary() {
        var scenario = Self.scenario(arbiter: true)
        scenario.commit(scenario.applied["a:1"])
        scenario.wait(.seconds(1))
        scenario.write(except: "b:1")
        for second in stride(from: 5, through: 120, by: 5) {
            scenario.run(for: .seconds(5)) { $0.write(except: "b:1") }
            guard second < 30 || second > 40 else { continue }
            #expect(scenario.availability?.majorityWritable == .known(second < 30), "after \(second) s")
        }
        #expect(scenario.truth(.mongoMajorityLost) == .clear, "MongoCommitPointFrozen and MongoReplicationLag cover it")
        #expect(scenario.measured(.mongoCommitPointFrozen) ?? 0 > 100)
    }

    @Test("a replmon started while writes wait does not say that they are acknowledged")
    func startedLate() {
        var scenario = MongoScenario()
        let former = WallInstant.clock(at: scenario.now.advanced(by: .seconds(-300)))
        scenario.applied["b:1"] = former
        scenario.commit(former)
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        #expect(scenario.availability?.majorityWritable.unknownReason?.contains("oldest write") == true)
        scenario.run(for: .seconds(60)) { $0.write(except: "b:1") }
        #expect(scenario.availability?.majorityWritable == .known(false))
    }
}
