import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetCommitPointTests {
    @Test("an idle set commits each no-op at once, though a poll may come in between")
    func idle() {
        var scenario = MongoScenario()
        var round = 0
        scenario.run(for: .seconds(600)) { scenario in
            round += 1
            let before = scenario.applied["a:1"]
            if round.isMultiple(of: 2) { scenario.write() }
            // The poll right after the entry does not see it committed yet.
            scenario.commit(round.isMultiple(of: 2) ? before : scenario.applied["a:1"])
            if round > 2 { #expect(scenario.measured(.mongoCommitPointFrozen) ?? 99 < 1, "round \(round)") }
        }
        #expect(scenario.measured(.mongoCommitPointFrozen) ?? 99 < 1)
    }

    @Test("with the data secondary of a PSA set gone it grows, busy or idle", arguments: [true, false])
    func frozen(busy: Bool) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            scenario.commit(scenario.applied["a:1"])
        }
        scenario.kill("b:1")
        scenario.wait(.seconds(1))
        scenario.write(except: "b:1")
        scenario.run(for: .seconds(120)) { scenario in
            if busy { scenario.write(except: "b:1") }
        }
        #expect((114...121).contains(scenario.measured(.mongoCommitPointFrozen) ?? 0))
    }

    @Test("also with whole seconds only")
    func seconds() {
        var scenario = MongoScenario()
        scenario.wallTimes = false
        scenario.commit(scenario.applied["a:1"])
        scenario.run(for: .seconds(120)) { $0.write() }
        #expect((110...125).contains(scenario.measured(.mongoCommitPointFrozen) ?? 0))
    }

    @Test("a set in which nothing was ever committed has waited since its primary was elected")
    func nothingYet() {
        var scenario = MongoScenario()
        scenario.commit(nil)
        let elected = WallInstant.clock(at: scenario.now)
        scenario.adjust["a:1"] = { reading in
            reading.status?.lastCommitted = OpTime(seconds: 0, increment: 0, term: -1)
            reading.status?.election = .init(reason: "electionTimeout", date: elected, term: 1)
        }
        scenario.run(for: .seconds(90)) { $0.write() }
        #expect((85...95).contains(scenario.measured(.mongoCommitPointFrozen) ?? 0))
    }

    @Test("a fresh set and a set of one have none; without a primary or its word it is unknown")
    func none() {
        var scenario = MongoScenario()
        scenario.commit(nil)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCommitPointFrozen) == .clear)
        var single = MongoScenario(seeds: ["a:1"], members: [.init(id: 0, host: "a:1")])
        single.run(for: .seconds(10))
        #expect(single.truth(.mongoCommitPointFrozen) == .clear)
        scenario.refuseLogins()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCommitPointFrozen).isUnknown)
        scenario.kill("a:1")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCommitPointFrozen) == .unknown("no primary answers"))
    }
}
