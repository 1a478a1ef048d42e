import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetElectionsTests {
    private static let three: [ReplicaSetConfig.Member] = [
        .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1"), .init(id: 2, host: "d:1"),
    ]

    private func elections(_ scenario: MongoScenario) -> [ElectionRecord] {
        scenario.view.replicaSet?.elections ?? []
    }

    @Test("whatever term the first round shows is learnt, not told; members that were cut off may tell an older one")
    func learnsSilently() {
        var scenario = MongoScenario(members: Self.three)
        scenario.term = 7
        scenario.answers["a:1"] = scenario.reading("a:1")
        scenario.answers["a:1"]?.status?.term = 5
        scenario.answers["a:1"]?.hello.electionTerm = 5
        scenario.states["b:1"] = .primary
        scenario.run(for: .seconds(60))
        #expect(elections(scenario).isEmpty)
        #expect(scenario.truth(.mongoElection) == .clear)
        #expect(scenario.replicaSet.ledger.term == 7)
    }

    @Test("an election after the primary died is told for five minutes, with who, why and how long without")
    func failover() throws {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.kill("a:1")
        scenario.run(for: .seconds(15))
        #expect(scenario.truth(.mongoElection) == .clear)
        scenario.elect("b:1", "electionTimeout")
        scenario.run(for: .seconds(10))
        let condition = try #require(scenario.condition(.mongoElection))
        #expect(condition.truth == .holds)
        #expect(
            condition.summary
                == "b:1 was elected in term 2 (electionTimeout) 10s ago, after 15s without a primary; before: a:1")
        let election = try #require(elections(scenario).first)
        #expect(elections(scenario).count == 1)
        #expect(election.majorityWritesAfter == .milliseconds(40))
        #expect(scenario.view.replicaSet?.electionsWon == 1)
        scenario.run(for: .seconds(280))
        #expect(scenario.truth(.mongoElection) == .holds)
        scenario.run(for: .seconds(20))
        #expect(scenario.truth(.mongoElection) == .clear)
        #expect(elections(scenario).count == 1)
    }

    @Test(
        "a handover by intent is in the ledger and raises nothing",
        arguments: ["stepUpRequest", "stepUpRequestSkipDryRun", "priorityTakeover", "catchupTakeover"])
    func handover(reason: String) {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.elect("b:1", reason)
        scenario.run(for: .seconds(60)) { #expect($0.truth(.mongoElection) == .clear) }
        #expect(elections(scenario).map(\.isHandover) == [true])
        #expect(elections(scenario).first?.priorPrimary == "a:1")
        #expect(elections(scenario).first?.withoutPrimary.map { $0 < .seconds(1) } == true)
    }

    @Test("a reason that is not there yet is waited for; one that stays away is no good sign")
    func reasonNotTold() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.elect("b:1", nil)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoElection) == .clear)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoElection) == .holds)
        #expect(scenario.condition(.mongoElection)?.summary.contains("reason not known") == true)
    }

    @Test("a reason that replmon does not know is quoted, and neither raises nor clears")
    func unknownReason() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.elect("b:1", "reasonOfALaterRelease")
        scenario.run(for: .seconds(60))
        guard case .unknown(let reason)? = scenario.truth(.mongoElection) else {
            Issue.record("\(String(describing: scenario.truth(.mongoElection)))")
            return
        }
        #expect(reason.contains("reasonOfALaterRelease"))
        #expect(elections(scenario).map(\.isHandover) == [nil])
        scenario.run(for: .seconds(300))
        #expect(scenario.truth(.mongoElection) == .clear)
    }

    @Test("a reason that comes a poll late is believed")
    func reasonComesLate() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.elect("b:1", "stepUpRequest")
        let told = scenario.adjust["b:1"]
        scenario.adjust["b:1"] = nil
        scenario.run(for: .seconds(5))
        scenario.adjust["b:1"] = told
        scenario.run(for: .seconds(60)) { #expect($0.truth(.mongoElection) == .clear) }
    }

    @Test("without credentials the election is seen by hello, and why is unknown for a while")
    func withoutCredentials() {
        var scenario = MongoScenario(members: Self.three)
        for host in ["a:1", "b:1", "d:1"] { scenario.statusFailures[host] = .privilege("clusterMonitor") }
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoElection) == .clear)
        scenario.elect("b:1", "stepUpRequest")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoElection).isUnknown)
        #expect(elections(scenario).map(\.primary) == ["b:1"])
        scenario.run(for: .seconds(300))
        #expect(scenario.truth(.mongoElection) == .clear)
    }

    @Test("terms in between are counted as such: failed elections, or missed ones")
    func termsJump() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.kill("a:1")
        scenario.run(for: .seconds(10))
        scenario.term = 2
        scenario.run(for: .seconds(5))
        #expect(elections(scenario).map(\.term) == [2])
        scenario.elect("b:1", "electionTimeout", terms: 2)
        scenario.run(for: .seconds(10))
        #expect(elections(scenario).map(\.term) == [4])
        #expect(elections(scenario).map(\.missedTerms) == [2])
        #expect(scenario.view.replicaSet?.electionsWon == 1)
    }

    @Test("a member that tells an old term late changes nothing")
    func outOfOrder() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.answers["d:1"] = scenario.reading("d:1")
        scenario.elect("b:1", "stepUpRequest")
        scenario.run(for: .seconds(30))
        #expect(elections(scenario).map(\.term) == [2])
        #expect(scenario.replicaSet.ledger.term == 2)
    }

    @Test("what a newcomer tells of before our watch is not news; what happened since is", arguments: [3600, 10])
    func newcomerKnowsMore(age: Int64) {
        var scenario = MongoScenario(members: Self.three)
        scenario.term = 5
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(60))
        // The two we reach were cut off from the one that was elected.
        for host in ["a:1", "d:1"] { scenario.answers[host] = scenario.reading(host) }
        scenario.elect("b:1", "electionTimeout", terms: 2)
        let date = WallInstant(milliseconds: WallInstant.clock(at: scenario.now).milliseconds - age * 1000)
        scenario.adjust["b:1"] = {
            $0.status?.election = ReplicaSetStatus.Election(reason: "electionTimeout", date: date, term: 7)
        }
        scenario.failures = [:]
        scenario.run(for: .seconds(10))
        #expect(elections(scenario).map(\.term) == (age == 10 ? [7] : []))
        #expect(scenario.truth(.mongoElection) == (age == 10 ? .holds : .clear))
        #expect(scenario.view.replicaSet?.electionsWon == (age == 10 ? 1 : 0))
    }

    @Test("three elections within ten minutes are too many, whatever their reason")
    func flapping() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        for host in ["b:1", "a:1"] {
            scenario.elect(host, "stepUpRequest")
            scenario.run(for: .seconds(120)) { #expect($0.truth(.mongoElectionFlapping) == .clear) }
        }
        scenario.elect("d:1", "priorityTakeover")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoElectionFlapping) == .holds)
        #expect(scenario.truth(.mongoElection) == .clear)
        #expect(scenario.condition(.mongoElectionFlapping)?.evidence.map(\.key) == ["term_4", "term_3", "term_2"])
        scenario.run(for: .seconds(600))
        #expect(scenario.truth(.mongoElectionFlapping) == .clear)
    }

    @Test("a rolling restart of three members hands over twice: silent")
    func rollingRestart() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        for (host, successor) in [("d:1", nil), ("b:1", nil), ("a:1", "b:1")] as [(String, String?)] {
            if let successor { scenario.elect(successor, "stepUpRequestSkipDryRun") }
            scenario.kill(host)
            scenario.run(for: .seconds(15))
            (scenario.states[host], scenario.failures[host]) = (.secondary, nil)
            scenario.run(for: .seconds(30))
        }
        scenario.elect("a:1", "priorityTakeover")
        scenario.run(for: .seconds(60))
        #expect(elections(scenario).count == 2)
        #expect(scenario.truth(.mongoElection) == .clear)
        #expect(scenario.truth(.mongoElectionFlapping) == .clear)
    }

    @Test("a primary that only we do not reach is no time without one")
    func primaryUnreachableFromHere() {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        scenario.failures["a:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(300))
        scenario.elect("b:1", "stepUpRequest")
        scenario.run(for: .seconds(10))
        #expect(elections(scenario).first?.withoutPrimary.map { $0 < .seconds(10) } == true)
    }

    @Test("while replmon hears nothing it is not known whether there was a primary", arguments: [true, false])
    func blind(polls: Bool) throws {
        var scenario = MongoScenario(members: Self.three)
        scenario.run(for: .seconds(30))
        if polls {
            for host in ["a:1", "b:1", "d:1"] { scenario.failures[host] = .timeout(phase: .connect) }
            scenario.run(for: .seconds(600))
        } else {
            scenario.wait(.seconds(600))
        }
        scenario.elect("b:1", "electionTimeout")
        scenario.wait(.seconds(1200))
        scenario.failures = [:]
        scenario.run(for: .seconds(10))
        let election = try #require(elections(scenario).first)
        #expect(election.primary == "b:1")
        #expect(election.withoutPrimary == nil)
        #expect(
            scenario.condition(.mongoElection)?.summary
                == "b:1 was elected in term 2 (electionTimeout) 20m10s ago; before: a:1")
        // What is watched again is known again.
        scenario.kill("b:1")
        scenario.run(for: .seconds(15))
        scenario.elect("a:1", "electionTimeout")
        scenario.run(for: .seconds(10))
        #expect(elections(scenario).first?.withoutPrimary.map { $0 > .seconds(14) } == true)
    }

    @Test("the number of elections seen never falls")
    func countNeverFalls() {
        var scenario = MongoScenario(members: Self.three)
        scenario.term = 5
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(60))
        for host in ["a:1", "d:1"] { scenario.answers[host] = scenario.reading(host) }
        scenario.elect("b:1", "electionTimeout", terms: 2)
        let date = WallInstant(milliseconds: WallInstant.clock(at: scenario.now).milliseconds - 3_600_000)
        scenario.adjust["b:1"] = nil
        scenario.failures = [:]
        scenario.run(for: .seconds(5))
        #expect(scenario.view.replicaSet?.electionsWon == 0)
        scenario.adjust["b:1"] = {
            $0.status?.election = ReplicaSetStatus.Election(reason: "electionTimeout", date: date, term: 7)
        }
        scenario.run(for: .seconds(10))
        #expect(scenario.view.replicaSet?.electionsWon == 0)
        #expect(elections(scenario).isEmpty)
    }

    @Test("the only voter elects itself whenever it starts")
    func singleMember() {
        var scenario = MongoScenario(seeds: ["a:1"], members: [.init(id: 0, host: "a:1")])
        scenario.run(for: .seconds(30))
        scenario.elect("a:1", "electionTimeout")
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoElection) == .clear)
        #expect(elections(scenario).count == 1)
    }

    @Test("a set of two voters: the same reason is told")
    func electionTimeoutOfTwo() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30))
        scenario.elect("b:1", "electionTimeout")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoElection) == .holds)
    }
}
