import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetRollbackTests {
    private func watched(rollbackID: Int64 = 4) -> MongoScenario {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.servers[host] = MongoScenario.server(rollbackID: rollbackID) }
        scenario.run(for: .seconds(30)) { $0.write() }
        return scenario
    }

    @Test("the first rbid is learnt; a raised one is a rollback, told for an hour with its bracket")
    func raised() throws {
        var scenario = watched()
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
        scenario.servers["b:1"]?.rollbackID = 6
        scenario.run(for: .seconds(10)) { $0.write() }
        let condition = try #require(scenario.condition(.mongoRollback, "b:1"))
        #expect(condition.truth == .holds)
        #expect(condition.summary == "b:1 rolled back writes between 10s and 5.0s ago, 2 rollbacks within the hour")
        #expect(scenario.truth(.mongoRollback, "a:1") == .clear)
        #expect(scenario.truth(.mongoRollback, "c:1") == nil, "an arbiter has no data")
        let record = try #require(scenario.view.replicaSet?.rollbacks.first)
        #expect(record.rollbackID == 6)
        #expect((4.9...5.1).contains(record.after.duration(to: record.noticedAt).seconds))
        scenario.run(for: .seconds(3580)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
        #expect(scenario.view.replicaSet?.rollbacks.count == 1)
    }

    @Test("a rollback on restart is seen; while the member is down nothing is taken back")
    func onRestart() {
        var scenario = watched()
        scenario.kill("b:1")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.mongoRollback, "b:1").isUnknown)
        // Every start passes STARTUP2, with the data of before.
        (scenario.states["b:1"], scenario.failures["b:1"]) = (.startup2, nil)
        scenario.servers["b:1"] = nil
        scenario.run(for: .seconds(5))
        scenario.states["b:1"] = .secondary
        scenario.servers["b:1"] = MongoScenario.server(rollbackID: 5)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
        scenario.kill("b:1")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
    }

    @Test("the end of a killed process raises rbid once by itself; more is a rollback", arguments: [5, 6] as [Int64])
    func uncleanRestart(rollbackID: Int64) {
        var scenario = watched()
        scenario.kill("b:1")
        scenario.run(for: .seconds(20))
        scenario.failures["b:1"] = nil
        scenario.servers["b:1"] = MongoScenario.server(rollbackID: rollbackID)
        scenario.adjust["b:1"] = { reading in
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].isSelf == true {
                reading.status?.members[index].uptime = .seconds(3)
            }
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoRollback, "b:1") == (rollbackID == 5 ? .clear : .holds))
        #expect(scenario.view.replicaSet?.rollbacks.map(\.mayBeUncleanEnd) == [rollbackID == 5])
        #expect(scenario.view.replicaSet?.rollbacks.map(\.count) == [1])
        let evidence = scenario.condition(.mongoRollback, "b:1")?.evidence
        #expect(evidence?.contains(Evidence("rbid", "\(rollbackID)")) == (rollbackID == 6))
    }

    @Test("whether a process was restarted its id tells, not its uptime of whole seconds", arguments: ["p1", "p2"])
    func restarted(process: String) {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.servers[host] = MongoScenario.server(rollbackID: 4) }
        scenario.adjust["b:1"] = { $0.hello.processID = "p1" }
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.servers["b:1"]?.rollbackID = 5
        scenario.adjust["b:1"] = { reading in
            reading.hello.processID = process
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].isSelf == true {
                reading.status?.members[index].uptime = .seconds(process == "p1" ? 3 : 90)
            }
        }
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == (process == "p1" ? .holds : .clear))
        #expect(scenario.view.replicaSet?.rollbacks.map(\.mayBeUncleanEnd) == [process == "p2"])
    }

    @Test("an rbid that was read before a restart counts as the former process's")
    func readBeforeRestart() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.servers[host] = MongoScenario.server(rollbackID: 4) }
        scenario.adjust["b:1"] = { $0.hello.processID = "p1" }
        scenario.run(for: .seconds(30)) { $0.write() }
        let readAt = scenario.replicaSet.rollbackIDs["b:1"]?.at ?? scenario.now
        scenario.adjust["b:1"] = { reading in
            reading.hello.processID = "p2"
            reading.server?.observedAt = readAt
        }
        scenario.run(for: .seconds(5)) { $0.write() }
        scenario.servers["b:1"]?.rollbackID = 5
        scenario.adjust["b:1"] = { $0.hello.processID = "p2" }
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
        #expect(scenario.view.replicaSet?.rollbacks.map(\.mayBeUncleanEnd) == [true])
    }

    @Test("of a process without an id, an uptime rounded down is no restart")
    func uptimeRoundedDown() {
        var scenario = watched()
        scenario.servers["b:1"]?.rollbackID = 5
        scenario.adjust["b:1"] = { reading in
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].isSelf == true {
                reading.status?.members[index].uptime = .seconds(5)
            }
        }
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
    }

    @Test("data copied anew begin with another rbid, lower or higher: no rollback", arguments: [1, 9] as [Int64])
    func initialSync(rollbackID: Int64) {
        var scenario = watched()
        scenario.kill("b:1")
        scenario.run(for: .seconds(20))
        (scenario.states["b:1"], scenario.failures["b:1"]) = (.startup2, nil)
        scenario.applied["b:1"] = WallInstant(milliseconds: 0)
        scenario.run(for: .seconds(20))
        scenario.states["b:1"] = .secondary
        scenario.servers["b:1"]?.rollbackID = rollbackID
        scenario.run(for: .seconds(20)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
        scenario.servers["b:1"]?.rollbackID = rollbackID + 1
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
    }

    @Test("an initial sync between two polls is told by its start")
    func quickInitialSync() {
        var scenario = watched()
        let began = WallInstant.clock(at: scenario.now.advanced(by: .seconds(1)))
        scenario.adjust["b:1"] = { reading in
            let date = reading.status?.date
            reading.status?.initialSync = ReplicaSetStatus.InitialSync(startedAt: began, endedAt: date)
        }
        scenario.servers["b:1"]?.rollbackID = 9
        scenario.run(for: .seconds(60)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
        // The server goes on telling of it.
        scenario.servers["b:1"]?.rollbackID = 10
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .holds)
    }

    @Test("a server that is not initialised has no data of before")
    func notInitialised() {
        var scenario = watched()
        var empty = MongoReading(hello: HelloReply(maxWireVersion: 17))
        empty.statusFailure = .server(code: "94", message: "no replset config has been received")
        scenario.answers["b:1"] = empty
        scenario.run(for: .seconds(10))
        scenario.answers["b:1"] = nil
        scenario.servers["b:1"]?.rollbackID = 9
        scenario.run(for: .seconds(20)) { $0.write() }
        #expect(scenario.truth(.mongoRollback, "b:1") == .clear)
    }

    @Test("what was known before a restart shows a rollback of the meantime")
    func restored() {
        var scenario = watched()
        let before = scenario.replicaSet.rollbackIDs
        #expect(before.keys.sorted() == ["a:1", "b:1"])
        scenario.servers["a:1"]?.rollbackID = 5
        var restarted = MongoReplicaSet(
            name: "media", seeds: ["a:1", "b:1", "c:1"], limits: scenario.replicaSet.limits)
        restarted.rollbackIDs = before
        scenario.wait(.seconds(30))
        for host in ["a:1", "b:1", "c:1"] {
            let answer = Result<MongoReading, ProbeFailure>.success(scenario.reading(host))
            restarted.record(
                Observation(startedAt: scenario.now, completedAt: scenario.now, result: answer), of: host)
        }
        #expect(restarted.view(at: scenario.now).replicaSet?.rollbacks.map(\.member) == ["a:1"])
    }

    @Test("without the privilege it is unknown, and what is missing is named")
    func denied() {
        var scenario = watched()
        scenario.servers["b:1"] = MongoServerStatus(observedAt: .at(0), denied: ["serverStatus"])
        scenario.statusFailures["a:1"] = .authentication("bad password")
        scenario.run(for: .seconds(10))
        guard case .unknown(let reason)? = scenario.truth(.mongoRollback, "b:1") else {
            Issue.record("not unknown")
            return
        }
        #expect(reason.contains("serverStatus") && reason.contains("clusterMonitor"))
        #expect(scenario.truth(.mongoRollback, "a:1").isUnknown)
    }
}
