import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetIdentityTests {
    @Test("an address that leads to another member is told; one that differs in case is the member itself")
    func wrongAddress() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.adjust["b:1"] = { $0.hello.me = "B:1" }
        scenario.adjust["c:1"] = { $0.hello.me = "b:1" }
        scenario.run(for: .seconds(10))
        #expect(scenario.holding(.mongoMemberState) == ["c:1"])
    }

    @Test("a seed that is no name of the configuration is no wrong address")
    func seedByAddress() {
        var scenario = MongoScenario(seeds: ["10.0.0.1:1"])
        scenario.answers["10.0.0.1:1"] = scenario.reading("a:1")
        scenario.run(for: .seconds(20))
        #expect(scenario.complaints.isEmpty)
    }

    @Test("a set initiated twice under one name is told of those who are fewer")
    func initiatedTwice() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.config.settings.replicaSetID = "64aa"
        scenario.run(for: .seconds(10))
        #expect(scenario.holding(.mongoMemberState).isEmpty)
        scenario.adjust["c:1"] = { $0.config?.settings.replicaSetID = "64bb" }
        scenario.run(for: .seconds(10))
        #expect(scenario.holding(.mongoMemberState) == ["c:1"])
        #expect(scenario.condition(.mongoMemberState, "c:1")?.summary.contains("initiated twice") == true)
    }

    @Test("a standalone server and one that is in no set are told apart")
    func noSet() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(10))
        scenario.answers["b:1"] = MongoReading(hello: HelloReply(isWritablePrimary: true, maxWireVersion: 17))
        scenario.answers["c:1"] = MongoReading(hello: HelloReply(maxWireVersion: 17))
        scenario.run(for: .seconds(10))
        #expect(scenario.condition(.mongoMemberState, "b:1")?.summary.contains("standalone") == true)
        #expect(scenario.condition(.mongoMemberState, "c:1")?.summary.contains("in no set") == true)
        #expect(scenario.availability?.failuresToleratedForWrites == .known(0))
    }

    @Test("maintenance mode and too stale are told apart from catching up")
    func recovering() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.states["b:1"] = .recovering
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.mongoMemberState, "b:1")?.summary.contains("catches up") == true)
        scenario.beginMaintenance(of: "b:1")
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.mongoMemberState, "b:1")?.summary.contains("maintenance mode") == true)
        // The server puts a member that is too stale into maintenance mode as well.
        let before = scenario.adjust["b:1"]
        scenario.adjust["b:1"] = { reading in
            before?(&reading)
            reading.status?.tooStale = true
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.mongoMemberState, "b:1")?.summary.contains("too stale") == true)
    }
}
