import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetMembershipTests {
    private typealias Member = ReplicaSetConfig.Member

    private static let a = Member(id: 0, host: "a:1")
    private static let b = Member(id: 1, host: "b:1")
    private static let c = Member(id: 2, host: "c:1", arbiterOnly: true)
    private static let d = Member(id: 3, host: "d:1")

    /// Conditions that hold, of whatever severity.
    private func findings(_ scenario: MongoScenario) -> [String] {
        scenario.complaints.map { "\($0.alert.rawValue) \($0.subject.node ?? "") \($0.summary)" }
    }

    private func roles(_ scenario: MongoScenario) -> [String] {
        scenario.view.nodes.map { "\($0.name) \($0.role)" }
    }

    @Test(
        "a member is replaced by two commands, and the old one answers on, is shut down before, or after",
        arguments: ["answers", "down before", "down after"])
    func replaced(old: String) {
        var scenario = MongoScenario()
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.reconfigure([Self.a, Self.b, Self.c, Self.d])
        scenario.states["d:1"] = .startup2
        for host in ["a:1", "b:1"] {
            // 5.0 and later give it no vote yet, and do not say so in the configuration.
            scenario.adjust[host] = { reading in
                reading.status?.votingMembersCount = 3
                reading.status?.majorityVoteCount = 2
                reading.status?.writeMajorityCount = 2
                reading.status?.votingMembersCount = 3
            }
        }
        scenario.watch(for: .seconds(10)) { $0.write() }
        // Copying, it is of no use yet and is told as such; nothing else is.
        scenario.watch(for: .seconds(60)) { scenario in
            scenario.write(except: "d:1")
            scenario.applied["d:1"] = nil
            #expect(scenario.complaints.allSatisfy { $0.subject.node == "d:1" }, "\(findings(scenario))")
            #expect(scenario.truth(.mongoConfigurationLint) == .clear)
        }
        #expect(roles(scenario) == ["a:1 primary", "b:1 secondary", "c:1 arbiter", "d:1 startup2"])
        scenario.adjust = [:]
        scenario.states["d:1"] = .secondary
        scenario.write()
        if old == "down before" { scenario.kill("b:1") }
        scenario.reconfigure([Self.a, Self.c, Self.d])
        scenario.states["b:1"] = old == "answers" ? .removed : nil
        if old != "answers" { scenario.failures["b:1"] = .connect("connection refused") }
        scenario.watch(for: .seconds(10)) { $0.write() }
        scenario.watch(for: .seconds(580)) { scenario in
            scenario.write()
            #expect(findings(scenario) == [])
            #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "d:1 secondary", "b:1 removed"])
            #expect(scenario.replicaSet.polled == ["a:1", "c:1", "d:1", "b:1"])
            #expect(scenario.node("b:1")?.reachable == (old == "answers"))
            #expect(scenario.view.conditions.allSatisfy { $0.subject.node != "b:1" })
        }
        scenario.watch(for: .seconds(20)) { $0.write() }
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "d:1 secondary"])
        #expect(scenario.replicaSet.polled == ["a:1", "c:1", "d:1"])
        #expect(scenario.replicaSet.nodes["b:1"] == nil)
    }

    @Test("the counts that the primary gave before a reconfiguration do not apply to the members after it")
    func countedBefore() {
        var scenario = MongoScenario()
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.reconfigure([Self.a, Self.b, Self.c, Self.d])
        scenario.states["d:1"] = .secondary
        scenario.adjust["a:1"] = { reading in
            reading.status?.votingMembersCount = 4
            reading.status?.majorityVoteCount = 3
            reading.status?.writeMajorityCount = 3
        }
        scenario.watch(for: .seconds(30)) { $0.write() }
        scenario.reconfigure([Self.a, Self.c, Self.d])
        // The primary has yet to be asked again.
        scenario.poll("d:1")
        #expect(scenario.replicaSet.members == ["a:1", "c:1", "d:1"])
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.truth(.mongoMajorityAtRisk) == .clear)
    }

    @Test("a member that comes back under its name is a member again")
    func readded() {
        var scenario = MongoScenario()
        scenario.watch(for: .seconds(30))
        scenario.reconfigure([Self.a, Self.c])
        scenario.states["b:1"] = .removed
        scenario.watch(for: .seconds(60))
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "b:1 removed"])
        scenario.reconfigure([Self.a, Self.c, Member(id: 4, host: "b:1")])
        scenario.states["b:1"] = .secondary
        scenario.watch(for: .seconds(10))
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "b:1 secondary"])
        #expect(scenario.replicaSet.polled == ["a:1", "c:1", "b:1"])
        #expect(findings(scenario) == [])
    }

    @Test("an answer that was under way when its member was forgotten is not taken")
    func lateAnswer() {
        var scenario = MongoScenario()
        scenario.watch(for: .seconds(10))
        scenario.poll("z:1")
        #expect(scenario.replicaSet.nodes.keys.sorted() == ["a:1", "b:1", "c:1"])
    }

    @Test("a removed member that joins another set of the same name is not believed", arguments: [true, false])
    func joinsAnotherSet(credentials: Bool) {
        var scenario = MongoScenario()
        scenario.config.settings.replicaSetID = "aaaa"
        if !credentials { for host in ["a:1", "b:1"] { scenario.statusFailures[host] = .authentication("no") } }
        scenario.watch(for: .seconds(30))
        scenario.reconfigure([Self.a, Self.c])
        scenario.watch(for: .seconds(10))
        scenario.adjust["b:1"] = { reading in
            reading.hello.members = ["b:1", "y:1"]
            reading.hello.setVersion = 1000
            reading.hello.isWritablePrimary = true
            reading.hello.electionTerm = 1000
            reading.config?.version = 1000
            reading.config?.term = 1000
            reading.config?.members = [Self.b, Member(id: 9, host: "y:1")]
            reading.config?.settings.replicaSetID = "bbbb"
        }
        scenario.watch(for: .seconds(60))
        // Without a login nothing tells the two sets apart.
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", credentials ? "b:1 removed" : "b:1 primary"])
        #expect(scenario.holding(.mongoStalePrimary) == (credentials ? [] : ["a:1", "b:1"]))
        #expect(scenario.replicaSet.ledger.term == 1)
        #expect(scenario.view.replicaSet?.elections == [])
    }

    @Test("credentials are lost and a member is replaced: hello tells, and the old configuration is not gone by")
    func replacedWithoutCredentials() {
        var scenario = MongoScenario()
        scenario.watch(for: .seconds(30))
        for host in ["a:1", "b:1", "d:1"] { scenario.statusFailures[host] = .authentication("no") }
        scenario.watch(for: .seconds(30))
        #expect(scenario.replicaSet.config == scenario.config, "as long as no member tells of another one")
        scenario.reconfigure([Self.a, Self.c, Self.d])
        scenario.states["d:1"] = .secondary
        scenario.kill("b:1")
        scenario.watch(for: .seconds(60))
        #expect(roles(scenario) == ["a:1 primary", "c:1 arbiter", "d:1 secondary", "b:1 removed"])
        #expect(scenario.truth(.mongoMemberDown, "b:1") == nil)
        #expect(scenario.node("a:1")?.member?.votes == nil)
        scenario.statusFailures = [:]
        scenario.watch(for: .seconds(10)) { $0.write() }
        #expect(scenario.replicaSet.config == scenario.config)
        #expect(findings(scenario) == [])
    }

    @Test("a member that refuses our login does not outdo the configuration that others show")
    func oneRefuses() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.watch(for: .seconds(30))
        scenario.statusFailures["c:1"] = .authentication("no")
        scenario.adjust["c:1"] = { $0.hello.setVersion = 9 }
        scenario.watch(for: .seconds(30))
        #expect(scenario.replicaSet.config == scenario.config)
    }

    @Test("members that come do not take back that the first round was done")
    func firstRound() {
        var scenario = MongoScenario()
        scenario.poll("a:1")
        #expect(!scenario.view.firstRoundDone)
        scenario.watch(for: .seconds(10))
        scenario.reconfigure([Self.a, Self.b, Self.c, Self.d])
        scenario.poll("a:1")
        #expect(scenario.replicaSet.members.contains("d:1"))
        #expect(scenario.view.firstRoundDone)
    }

    @Test("when the set is initiated anew on its members, the new story is followed from its beginning")
    func initiatedAnew() {
        var scenario = MongoScenario()
        scenario.config.settings.replicaSetID = "aaaa"
        scenario.term = 7
        scenario.watch(for: .seconds(30))
        scenario.elect("b:1", "stepUpRequest")
        scenario.watch(for: .seconds(30))
        #expect(scenario.view.replicaSet?.elections.count == 1)
        scenario.config.settings.replicaSetID = "bbbb"
        scenario.config.term = 1
        scenario.term = 1
        scenario.reconfigure(version: 1, [Self.a, Self.b])
        scenario.states = ["a:1": .primary, "b:1": .secondary]
        scenario.failures["c:1"] = .connect("connection refused")
        scenario.watch(for: .seconds(10))
        #expect(scenario.replicaSet.members == ["a:1", "b:1"])
        #expect(scenario.view.replicaSet?.elections == [])
        #expect(scenario.replicaSet.ledger.term == 1)
        #expect(scenario.view.replicaSet?.configVersion == 1)
    }

    @Test("names that differ in case are one member")
    func caseOfNames() {
        var scenario = MongoScenario(
            seeds: ["A:1", "b:1", "C:1"],
            members: [Member(id: 0, host: "a:1"), Member(id: 1, host: "b:1"), Self.c])
        scenario.adjust["a:1"] = { reading in
            reading.hello.me = "A:1"
            reading.hello.primary = "A:1"
            reading.hello.members = ["A:1", "B:1", "C:1"]
            let (declared, rows) = (reading.config?.members ?? [], reading.status?.members ?? [])
            reading.config?.members = declared.map { member in
                var member = member
                member.host = member.host.uppercased()
                return member
            }
            reading.status?.members = rows.map { row in
                var row = row
                row.name = row.name.uppercased()
                return row
            }
        }
        scenario.watch(for: .seconds(30)) { $0.write() }
        #expect(roles(scenario) == ["a:1 primary", "b:1 secondary", "c:1 arbiter"])
        #expect(findings(scenario) == [])
        #expect(scenario.lag("b:1") == .known(.zero))
    }

    @Test("IPv6 literals are names like any other")
    func addresses() {
        var scenario = MongoScenario(
            seeds: ["[::1]:27017"],
            members: [
                Member(id: 0, host: "[::1]:27017"), Member(id: 1, host: "[fe80::A]:27018"), Self.c,
            ])
        scenario.states["[fe80::a]:27018"] = .secondary
        scenario.write()
        scenario.watch(for: .seconds(10))
        #expect(scenario.replicaSet.members == ["[::1]:27017", "[fe80::a]:27018", "c:1"])
    }

    @Test("seeds that are other names of members are replaced by them, not shown as removed")
    func seedsByOtherNames() {
        var scenario = MongoScenario(seeds: ["10.0.0.1:1"])
        scenario.answers["10.0.0.1:1"] = scenario.reading("a:1")
        scenario.watch(for: .seconds(10))
        #expect(roles(scenario) == ["a:1 primary", "b:1 secondary", "c:1 arbiter"])
    }

    @Test("without credentials a hidden seed stays a member when the others' hello does not name it")
    func hiddenSeed() {
        let hidden = Member(id: 3, host: "h:1", hidden: true, priority: 0, votes: 0)
        var scenario = MongoScenario(seeds: ["a:1", "h:1"], members: [Self.a, Self.b, Self.c, hidden])
        for host in ["a:1", "b:1", "h:1", "d:1"] { scenario.statusFailures[host] = .authentication("no") }
        scenario.adjust["h:1"] = { $0.hello.hidden = true }
        scenario.watch(for: .seconds(30))
        #expect(scenario.replicaSet.members.sorted() == ["a:1", "b:1", "c:1", "h:1"])
        scenario.reconfigure([Self.a, Self.c, Self.d, hidden])
        scenario.states["d:1"] = .secondary
        scenario.watch(for: .seconds(5))
        #expect(scenario.replicaSet.members.sorted() == ["a:1", "c:1", "d:1", "h:1"])
        #expect(scenario.node("b:1")?.role == "removed")
    }
}
