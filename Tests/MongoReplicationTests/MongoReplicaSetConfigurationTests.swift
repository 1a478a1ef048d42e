import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetConfigurationTests {
    // MARK: Drift

    @Test("a member that keeps an old configuration is told; one that hears of the new one late is not")
    func drift() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30))
        let old = scenario.config
        for host in ["b:1", "c:1"] {
            scenario.adjust[host] = { reading in
                reading.config = reading.config == nil ? nil : old
                reading.hello.setVersion = old.version
                for index in reading.status?.members.indices ?? 0..<0 {
                    reading.status?.members[index].configVersion = old.version
                }
            }
        }
        scenario.config.version = 4
        scenario.run(for: .seconds(10)) { #expect($0.complaints.isEmpty) }
        scenario.run(for: .seconds(20))
        for host in ["b:1", "c:1"] {
            #expect(scenario.truth(.mongoConfigurationDrift, host) == .holds)
        }
        #expect(scenario.truth(.mongoConfigurationDrift, "a:1") == .clear)
        #expect(
            scenario.condition(.mongoConfigurationDrift, "b:1")?.summary
                == "b:1 works with an old configuration (version 3, term 1); the newest is version 4, term 1")
        scenario.adjust = [:]
        scenario.run(for: .seconds(5))
        #expect(scenario.complaints.isEmpty)
    }

    @Test("a member that was away during a reconfiguration has the time of heartbeats after its return")
    func returnsWithOldConfiguration() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30))
        let old = scenario.config
        scenario.kill("b:1")
        scenario.config.version = 4
        scenario.run(for: .seconds(600))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1").isUnknown)
        (scenario.states["b:1"], scenario.failures["b:1"]) = (.secondary, nil)
        scenario.adjust["b:1"] = { reading in
            reading.config = old
            reading.status?.members[1].configVersion = old.version
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1") == .clear)
        scenario.adjust = [:]
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1") == .clear)
    }

    @Test("a forced reconfiguration, with its term of -1 and a leap of the version, is no drift")
    func forced() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30))
        (scenario.config.version, scenario.config.term) = (91_234, -1)
        scenario.run(for: .seconds(60))
        #expect(scenario.complaints.isEmpty)
        #expect(scenario.view.replicaSet?.configVersion == 91_234)
    }

    @Test("without credentials the versions of hello are compared")
    func driftByHello() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.statusFailures[host] = .privilege("clusterMonitor") }
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1") == .clear)
        scenario.config.version = 4
        scenario.adjust["b:1"] = { $0.hello.setVersion = 3 }
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1") == .holds)
        #expect(scenario.truth(.mongoConfigurationDrift, "c:1") == .clear)
    }

    @Test("a member initiated anew under the same name is told, and changes nothing for the others")
    func initiatedTwice() {
        var scenario = MongoScenario()
        scenario.config.settings.replicaSetID = "aaaa"
        scenario.run(for: .seconds(30))
        scenario.adjust["b:1"] = { reading in
            reading.config = ReplicaSetConfig(
                set: "rs0", version: 99, term: 9, members: [.init(id: 0, host: "b:1")])
            reading.config?.settings.replicaSetID = "bbbb"
        }
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoConfigurationDrift, "b:1") == .holds)
        #expect(scenario.truth(.mongoConfigurationDrift, "a:1") == .clear)
        #expect(scenario.replicaSet.members == ["a:1", "b:1", "c:1"])
    }

    // MARK: Lint

    typealias Member = ReplicaSetConfig.Member

    private static func lint(_ members: [Member], joining: Set<String> = []) -> [String] {
        let config = ReplicaSetConfig(set: "rs0", version: 1, term: 1, members: members)
        return ReplicaSetLint(config: config).problems(joining: joining).map(\.name)
    }

    private static let primary = Member(id: 0, host: "p")
    private static func secondary(_ id: Int32) -> Member { Member(id: id, host: "s\(id)") }
    private static func arbiter(_ id: Int32) -> Member {
        Member(id: id, host: "x\(id)", arbiterOnly: true, priority: 0)
    }
    private static func delayed(votes: Int32, hidden: Bool = true) -> Member {
        Member(id: 9, host: "d", hidden: hidden, priority: 0, votes: votes, delay: .seconds(3600))
    }

    @Test(
        "sound configurations are clean",
        arguments: [
            [primary], [primary, secondary(1), arbiter(2)], [primary, secondary(1), secondary(2)],
            [primary, secondary(1), secondary(2), secondary(3), secondary(4)],
            [primary, secondary(1), secondary(2), delayed(votes: 0)],
            [primary, secondary(1), arbiter(2), Member(id: 3, host: "h", hidden: true, priority: 0, votes: 0)],
            [primary, secondary(1), Member(id: 3, host: "h", hidden: true, priority: 0)],
            [primary, secondary(1), secondary(2), secondary(3), delayed(votes: 1)],
        ])
    func sound(members: [Member]) {
        #expect(Self.lint(members) == [])
    }

    @Test(
        "weak configurations are told",
        arguments: [
            ([primary, secondary(1)], ["even_voters"]), ([primary, arbiter(1)], ["even_voters"]),
            ([primary, secondary(1), secondary(2), arbiter(3)], ["even_voters"]),
            ([primary, arbiter(1), arbiter(2)], ["arbiters"]),
            (
                [primary, Member(id: 1, host: "s", priority: 0), Member(id: 2, host: "t", priority: 0)],
                ["lone_candidate"]
            ),
            ([primary, secondary(1), delayed(votes: 1)], ["delayed_voter"]),
            ([primary, secondary(1), secondary(2), delayed(votes: 0, hidden: false)], ["visible_delayed"]),
        ] as [([Member], [String])])
    func weak(members: [Member], problems: [String]) {
        #expect(Self.lint(members) == problems)
    }

    @Test("a member in its initial sync beside the one it replaces is no fourth voter yet")
    func joining() {
        let members = [Self.primary, Self.secondary(1), Self.secondary(2), Self.secondary(3)]
        #expect(Self.lint(members) == ["even_voters"])
        #expect(Self.lint(members, joining: ["s3"]) == [])
    }

    @Test("a weak configuration is one condition of the set; one that nobody shows is unknown")
    func lintCondition() {
        var scenario = MongoScenario(members: [.init(id: 0, host: "a:1"), .init(id: 1, host: "b:1")])
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoConfigurationLint) == .holds)
        #expect(scenario.condition(.mongoConfigurationLint)?.evidence.map(\.name) == ["even_voters"])
        var locked = MongoScenario()
        for host in ["a:1", "b:1"] { locked.statusFailures[host] = .authentication("no") }
        locked.run(for: .seconds(10))
        #expect(locked.truth(.mongoConfigurationLint).isUnknown)
    }
}
