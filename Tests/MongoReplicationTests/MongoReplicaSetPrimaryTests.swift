import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetPrimaryTests {
    /// `a:1` goes on as primary of term 1 although `b:1` was elected in term 2.
    private func divided() -> MongoScenario {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.adjust["a:1"] = { reading in
            reading.hello.isWritablePrimary = true
            reading.hello.secondary = false
            reading.hello.electionTerm = 1
            reading.hello.lastWrite = OpTime(seconds: 1000, increment: 1, term: 1)
            reading.status?.term = 1
            reading.status?.myState = .primary
            guard let last = reading.status?.own?.position else { return }
            reading.status?.lastCommitted = OpTime(seconds: last.opTime.seconds - 8, increment: 1, term: 1)
            reading.status?.lastCommittedWallTime = WallInstant(milliseconds: last.written.milliseconds - 7500)
        }
        scenario.elect("b:1")
        return scenario
    }

    @Test("the primary of the lower term is the stale one, with what is at risk")
    func stale() {
        var scenario = divided()
        scenario.run(for: .seconds(10)) { $0.write(except: "a:1") }
        #expect(scenario.holding(.mongoStalePrimary) == ["a:1"])
        #expect(scenario.truth(.mongoStalePrimary, "b:1") == .clear)
        #expect(scenario.truth(.mongoNoPrimary) == .clear)
        let condition = scenario.condition(.mongoStalePrimary, "a:1")
        #expect(condition?.summary.contains("7.5s of writes") == true, "\(condition?.summary ?? "")")
        #expect(condition?.evidence.contains(Evidence("term_of", of: "a:1", "1")) == true)
        #expect(condition?.evidence.contains(Evidence("term_of", of: "b:1", "2")) == true)
        #expect(condition?.evidence.contains(Evidence("last_write_of", of: "a:1", "1000:1 t1")) == true)
    }

    @Test("a stepdown is no second primary, in whatever order the members are asked", arguments: ["a:1", "b:1"])
    func stepdown(winner: String) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        if winner == "a:1" {
            scenario.states["a:1"] = .secondary
            scenario.states["b:1"] = .primary
        }
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.elect(winner)
        for _ in 0..<3 {
            for host in ["a:1", "b:1", "c:1"] {
                scenario.poll(host)
                #expect(scenario.holding(.mongoStalePrimary).isEmpty, "after \(host)")
            }
        }
        #expect(scenario.truth(.mongoStalePrimary, "a:1") == .clear)
        #expect(scenario.truth(.mongoStalePrimary, "b:1") == .clear)
    }

    @Test("the former primary must be asked after the new one was seen")
    func askedSince() {
        var scenario = divided()
        scenario.poll("a:1")
        scenario.poll("b:1")
        #expect(scenario.truth(.mongoStalePrimary, "a:1").isUnknown)
        scenario.poll("a:1")
        #expect(scenario.truth(.mongoStalePrimary, "a:1") == .holds)
        scenario.poll("b:1")
        #expect(scenario.truth(.mongoStalePrimary, "a:1") == .holds, "it does not waver with the next poll")
    }

    @Test("a new primary that we do not reach counts by a member's word, if its term is later", arguments: [2, 1])
    func unseenRival(term: Int64) {
        var scenario = divided()
        scenario.term = term
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.adjust["c:1"] = { $0.hello.primary = "b:1" }
        scenario.run(for: .seconds(15)) { $0.write(except: "a:1") }
        #expect(scenario.truth(.mongoStalePrimary, "a:1") == (term == 2 ? .holds : .clear))
    }

    @Test("terms that are equal or not told leave it open which one is stale", arguments: [1, nil])
    func noTerms(term: Int64?) {
        var scenario = divided()
        for host in ["a:1", "b:1"] {
            let before = scenario.adjust[host]
            scenario.adjust[host] = { reading in
                before?(&reading)
                reading.hello.electionTerm = term
                reading.hello.lastWrite = nil
                reading.status?.term = term
            }
        }
        scenario.run(for: .seconds(15)) { $0.write(except: "a:1") }
        #expect(scenario.holding(.mongoStalePrimary) == ["a:1", "b:1"])
        #expect(scenario.condition(.mongoStalePrimary, "a:1")?.summary.contains("terms do not show") == true)
    }

    @Test("two addresses of one server are not two primaries", arguments: ["00aa", nil])
    func oneServerTwice(processID: String?) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "c:1"] { scenario.adjust[host] = { $0.hello.processID = processID } }
        scenario.run(for: .seconds(15)) { scenario in
            scenario.write()
            var same = scenario.reading("a:1")
            same.hello.processID = processID
            scenario.answers["c:1"] = same
        }
        #expect(scenario.holding(.mongoStalePrimary).isEmpty)
        #expect(scenario.holding(.mongoMemberState) == ["c:1"])
        #expect(scenario.condition(.mongoMemberState, "c:1")?.summary.contains("leads to another member, a:1") == true)
        #expect(scenario.availability?.failuresToleratedForWrites.value == nil)
    }

    @Test("no primary is denied while the peers of the silent one have yet to be asked", arguments: [true, false])
    func ourPathIsCut(lives: Bool) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.wait(.seconds(1))
        if lives { scenario.failures["a:1"] = .connect("connection refused") } else { scenario.kill("a:1") }
        for host in ["a:1", "a:1", "b:1", "c:1"] { scenario.poll(host) }
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
        scenario.run(for: .seconds(15))
        #expect(scenario.truth(.mongoNoPrimary) == (lives ? .clear : .holds))
    }

    @Test("one that lives in a state nobody tells may be primary")
    func heardOnly() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures["a:1"] = .connect("connection refused")
        scenario.blind = ["b:1": ["a:1"], "c:1": ["a:1"]]
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
    }

    @Test(
        "on the minority's side of a broken network the page stays, and nothing is said of the other side",
        arguments: [ProbeFailure.timeout(phase: .connect), .connect("connection refused")])
    func minority(failure: ProbeFailure) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "b:1"] {
            scenario.kill(host)
            scenario.failures[host] = failure
        }
        scenario.run(for: .seconds(30))
        let isRefused = failure == .connect("connection refused")
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
        let summary = scenario.condition(.mongoNoPrimary)?.summary ?? ""
        #expect(summary.contains(isRefused ? "takes no writes" : "the 2 voters not reached may have one"), "\(summary)")
        #expect(scenario.availability?.writable.value == (isRefused ? false : nil))
        #expect(scenario.availability?.majorityWritable.value == (isRefused ? false : nil))
        #expect(scenario.availability?.failuresToleratedForWrites.value == (isRefused ? 0 : nil))
        #expect(scenario.truth(.mongoMajorityLost).isUnknown != isRefused)
        #expect(scenario.truth(.mongoMajorityAtRisk).isUnknown != isRefused)
    }

    @Test("a set's name that no server has is no set without a primary")
    func wrongSetName() {
        var scenario = MongoScenario(expectedSet: "other")
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
        #expect(scenario.condition(.mongoNoPrimary)?.summary == "no server that answers is a member of other")
        #expect(scenario.holding(.mongoMemberState) == ["a:1", "b:1", "c:1"])
    }

    @Test("without a primary it is said how many voters are up")
    func votersUp() {
        var scenario = MongoScenario(members: MongoScenario.members(5))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "b:1", "c:1"] { scenario.kill(host) }
        scenario.run(for: .seconds(30))
        #expect(scenario.condition(.mongoNoPrimary)?.summary.contains("2 of 5 (3 needed to elect)") == true)
    }
}
