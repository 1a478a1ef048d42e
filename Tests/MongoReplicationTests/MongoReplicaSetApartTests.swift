import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

/// Members that left the newest configuration and go on without it.
@Suite struct MongoReplicaSetApartTests {
    private typealias Member = ReplicaSetConfig.Member

    private func roles(_ scenario: MongoScenario) -> [String] {
        scenario.view.nodes.map { "\($0.name) \($0.role)" }
    }

    /// `host` answers as primary under a configuration that was forced on it and names nobody else.
    private func force(_ host: String, term: Int64, in scenario: inout MongoScenario) {
        let id = Int32(host == "a:1" ? 0 : 1)
        scenario.adjust[host] = { reading in
            reading.hello.isWritablePrimary = true
            reading.hello.secondary = false
            reading.hello.electionTerm = term
            reading.hello.primary = host
            reading.hello.members = [host]
            reading.hello.setVersion = 100_003
            reading.config?.version = 100_003
            reading.config?.term = -1
            reading.config?.members = [Member(id: id, host: host)]
            reading.status?.term = term
            reading.status?.myState = .primary
        }
    }

    @Test(
        "of a split set one half is reconfigured by force, the other elects: two primaries, for as long as it lasts",
        arguments: [true, false], [2, 7] as [Int64])
    func forcedHalf(credentials: Bool, term: Int64) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        if !credentials {
            for host in ["a:1", "b:1", "c:1"] { scenario.statusFailures[host] = .authentication("no") }
        }
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.elect("b:1", "electionTimeout")
        force("a:1", term: term, in: &scenario)
        scenario.watch(for: .seconds(15)) { $0.write() }
        for _ in 0..<2 {
            #expect(scenario.replicaSet.members == ["a:1"])
            #expect(scenario.holding(.mongoStalePrimary) == ["a:1", "b:1"])
            #expect(roles(scenario) == ["a:1 primary", "b:1 primary", "c:1 secondary"])
            #expect(scenario.replicaSet.polled == ["a:1", "b:1", "c:1"])
            scenario.watch(for: .seconds(900)) { $0.write() }
        }
        #expect(
            scenario.condition(.mongoStalePrimary, "a:1")?.summary.hasPrefix(
                "a:1 and b:1 both take writes: two primaries, and b:1 is not in the newest configuration "
                    + "(version 100003") == true)
        // Nobody knows whether it goes on while it does not answer.
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.watch(for: .seconds(60)) { $0.write() }
        #expect(scenario.truth(.mongoStalePrimary, "b:1").isUnknown)
        // They find each other again and take over what was forced.
        scenario.failures = [:]
        (scenario.states["b:1"], scenario.states["c:1"]) = (.removed, .removed)
        scenario.adjust["b:1"] = nil
        scenario.watch(for: .seconds(15)) { $0.write() }
        #expect(scenario.holding(.mongoStalePrimary).isEmpty)
        #expect(roles(scenario) == ["a:1 primary"])
    }

    @Test("a removed member that is forced into a set of its own is a second primary, and its word does not count")
    func removedAndForced() {
        var scenario = MongoScenario()
        scenario.config.settings.replicaSetID = "aaaa"
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.reconfigure([Member(id: 0, host: "a:1"), Member(id: 2, host: "c:1", arbiterOnly: true)])
        scenario.states["b:1"] = .removed
        scenario.watch(for: .seconds(60)) { $0.write() }
        #expect(scenario.holding(.mongoStalePrimary).isEmpty)
        scenario.states["b:1"] = .secondary
        force("b:1", term: 2, in: &scenario)
        scenario.watch(for: .seconds(15)) { $0.write() }
        #expect(scenario.replicaSet.config == scenario.config)
        #expect(scenario.holding(.mongoStalePrimary) == ["a:1", "b:1"])
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "b:1 primary"])
    }

    @Test("a removed member that has not heard of it is removed all the same")
    func notHeardOfIt() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.answers["b:1"] = scenario.reading("b:1")
        scenario.reconfigure(scenario.config.members.filter { $0.host != "b:1" })
        scenario.watch(for: .seconds(60)) { $0.write() }
        #expect(roles(scenario) == ["a:1 primary", "c:1 secondary", "b:1 removed"])
        scenario.watch(for: .seconds(600)) { $0.write() }
        #expect(roles(scenario) == ["a:1 primary", "c:1 secondary"])
    }

    @Test("a primary that died before it was removed is nobody's rival")
    func diedBefore() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.kill("a:1")
        scenario.elect("b:1", "electionTimeout")
        scenario.states["a:1"] = nil
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.reconfigure(scenario.config.members.filter { $0.host != "a:1" })
        scenario.watch(for: .seconds(30)) { $0.write() }
        #expect(roles(scenario) == ["b:1 primary", "c:1 secondary", "a:1 removed"])
        #expect(scenario.truth(.mongoStalePrimary, "b:1") == .clear)
        #expect(scenario.truth(.mongoStalePrimary, "a:1") == nil)
    }

    @Test("members that get other names are not a second set under the old ones")
    func renamed() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.watch(for: .seconds(30)) { $0.write() }
        let former = ["a:1", "b:1", "c:1"]
        scenario.reconfigure(
            former.enumerated().map { Member(id: Int32($0), host: "new-\($1)") })
        for host in former { scenario.states["new-" + host] = scenario.states[host] }
        for host in former { scenario.states[host] = nil }
        for host in former { scenario.answers[host] = scenario.reading("new-" + host) }
        scenario.write()
        scenario.watch(for: .seconds(60)) { $0.write() }
        #expect(roles(scenario).filter { $0.hasSuffix("removed") }.count == 3)
        #expect(scenario.holding(.mongoStalePrimary).isEmpty)
        scenario.answers = [:]
        for host in former { scenario.answers[host] = scenario.reading("new-" + host) }
        scenario.watch(for: .seconds(600)) { $0.write() }
        #expect(scenario.replicaSet.polled == former.map { "new-" + $0 })
    }
}
