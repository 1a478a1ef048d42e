import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetTests {
    private static func member(_ id: Int32, _ host: String, hidden: Bool = false) -> ReplicaSetConfig.Member {
        ReplicaSetConfig.Member(id: id, host: host, hidden: hidden)
    }

    @Test("one seed leads to every member, hidden ones included")
    func fromOneSeed() {
        var scenario = MongoScenario(
            seeds: ["b:1"],
            members: [Self.member(0, "a:1"), Self.member(1, "b:1"), Self.member(2, "h:1", hidden: true)])
        #expect(scenario.replicaSet.members == ["b:1"])
        scenario.round()
        #expect(scenario.replicaSet.members == ["a:1", "b:1", "h:1"])
        #expect(!scenario.view.firstRoundDone)
        scenario.round()
        #expect(scenario.view.firstRoundDone)
    }

    @Test("members come and go with the configuration")
    func membership() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.config.version = 4
        scenario.config.members = [Self.member(0, "a:1"), Self.member(3, "d:1"), Self.member(4, "h:1", hidden: true)]
        scenario.states = ["a:1": .primary, "d:1": .startup2, "h:1": .secondary]
        scenario.run(for: .seconds(10))
        #expect(scenario.view.nodes.map(\.name) == ["a:1", "d:1", "h:1", "b:1", "c:1"])
        #expect(scenario.view.nodes.suffix(2).map(\.role) == ["removed", "removed"])
        #expect(scenario.truth(.mongoMemberDown, "b:1") == nil)
        #expect(scenario.truth(.mongoMemberState, "d:1") == .holds)
        #expect(scenario.replicaSet.members == ["a:1", "d:1", "h:1"])
    }

    @Test("an old configuration from a member that was away is not believed")
    func staleConfig() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        var stale = scenario.reading("b:1")
        stale.config?.version = 2
        stale.config?.members = [Self.member(0, "x:1")]
        scenario.answers["b:1"] = stale
        scenario.run(for: .seconds(10))
        #expect(scenario.replicaSet.members == ["a:1", "b:1", "c:1"])
    }

    @Test(
        "configurations are ordered by term and version; a forced one (term -1) by version alone",
        arguments: [
            (2, 5, 1, 9, true), (1, 9, 2, 5, false), (1, 6, 1, 5, true), (1, 5, 1, 5, false), (-1, 90_000, 7, 5, true),
            (7, 90_001, -1, 90_000, true), (-1, 4, 7, 5, false), (nil, 6, 7, 5, true), (7, 5, nil, 5, false),
        ] as [(Int64?, Int64, Int64?, Int64, Bool)])
    func configOrder(term: Int64?, version: Int64, thanTerm: Int64?, thanVersion: Int64, newer: Bool) {
        let left = ReplicaSetConfig(set: "rs0", version: version, term: term, members: [])
        let right = ReplicaSetConfig(set: "rs0", version: thanVersion, term: thanTerm, members: [])
        #expect(left.revision.isNewer(than: right.revision) == newer)
    }

    @Test("without credentials membership follows hello, departures too")
    func membershipFromHello() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1", "d:1"] { scenario.statusFailures[host] = .authentication("no") }
        scenario.run(for: .seconds(10))
        #expect(scenario.replicaSet.members.sorted() == ["a:1", "b:1", "c:1"])
        scenario.config.version = 4
        scenario.config.members = [Self.member(0, "a:1"), Self.member(3, "d:1")]
        scenario.states = ["a:1": .primary, "d:1": .secondary]
        scenario.failures["b:1"] = .connect("refused")
        scenario.failures["c:1"] = .connect("refused")
        scenario.run(for: .seconds(10))
        #expect(scenario.replicaSet.members.sorted() == ["a:1", "d:1"])
    }

    @Test("of two primaries the one of the higher term counts; the stale one is measured against it")
    func twoPrimaries() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(60)) { $0.write() }
        var stale = scenario.reading("a:1")
        stale.hello.electionTerm = 1
        scenario.term = 2
        scenario.states["a:1"] = .secondary
        scenario.states["b:1"] = .primary
        scenario.answers["a:1"] = stale
        scenario.run(for: .seconds(30)) { $0.write(except: "a:1") }
        #expect(scenario.replicaSet.moment(at: scenario.now).primary == "b:1")
        #expect(scenario.view.nodes.map(\.role) == ["primary", "primary", "arbiter"])
        #expect(scenario.node("b:1")?.lag == nil)
        #expect(scenario.lag("a:1").seconds ?? 0 > 20)
    }

    @Test("readings that grew old are unknown, not frozen")
    func staleViews() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10)) { $0.write() }
        scenario.wait(.seconds(13))
        #expect(scenario.view.nodes.allSatisfy { !$0.reachable && $0.role == "unknown" })
        #expect(scenario.lag("b:1")?.value == nil)
        #expect(scenario.view.conditions.allSatisfy { Optional($0.truth).isUnknown })
    }

    @Test("only the configuration of the set we watch is believed", arguments: ["rs0", nil])
    func foreignSet(expectedSet: String?) {
        var scenario = MongoScenario(expectedSet: expectedSet)
        scenario.run(for: .seconds(10))
        var foreign = scenario.reading("b:1")
        foreign.hello.setName = "rs9"
        foreign.config = ReplicaSetConfig(set: "rs9", version: 99, term: 9, members: [Self.member(0, "x:1")])
        scenario.answers["b:1"] = foreign
        scenario.run(for: .seconds(5))
        #expect(scenario.replicaSet.members == ["a:1", "b:1", "c:1"])
        #expect(scenario.truth(.mongoMemberState, "b:1") == .holds)
    }

    @Test("other limits keep what is known; other seeds start anew")
    func reconfigured() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        let limits = StalenessLimits(pollInterval: .seconds(60), probeTimeout: .seconds(2))
        let kept = scenario.replicaSet.reconfigured(
            seeds: ["a:1", "b:1", "c:1"], expectedSet: "rs0", limits: limits)
        let view = kept.view(at: scenario.now.advanced(by: .seconds(60)))
        #expect(view.nodes.map(\.reachable) == [true, true, true])
        let other = scenario.replicaSet.reconfigured(seeds: ["z:1"], expectedSet: "rs0", limits: limits)
        #expect(other.members == ["z:1"])
    }

    @Test("members that lie never trap", arguments: 0..<30)
    func liars(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = MongoScenario()
        scenario.run(for: .seconds(600)) { scenario in
            for host in ["a:1", "b:1"] {
                scenario.answers[host] = scenario.reading(host).lying(using: &random)
            }
            for condition in scenario.view.conditions {
                guard case .measured(let time) = condition.truth else { continue }
                #expect(time >= .zero, "seed \(seed)")
            }
        }
    }
}
