import MongoReplication
import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct MongoReplicaSetPartitionTests {
    @Test("a way cut in one direction is told with its direction, and nobody is called down")
    func oneWay() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut("b:1", to: "c:1")
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["b:1→c:1"])
        let summary = scenario.condition(.mongoPartition, "b:1", upstream: "c:1")?.summary ?? ""
        #expect(summary.contains("connections from b:1 to c:1 are cut, not those back"), "\(summary)")
        #expect(scenario.holding(.mongoMemberDown).isEmpty)
        scenario.heal()
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.complaints.isEmpty)
    }

    @Test("a cut in both directions is told of both members, in words", arguments: ["b:1", "c:1"])
    func bothWays(other: String) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut(between: "a:1", and: other)
        scenario.run(for: .seconds(30)) { $0.write() }
        // An arbiter is not asked for its view.
        // One cable is told once.
        #expect(scenario.holding(.mongoPartition) == ["a:1→\(other)"])
        if other == "b:1" { #expect(scenario.partition("b:1", to: "a:1") == .clear) }
        let summary = scenario.condition(.mongoPartition, "a:1", upstream: other)?.summary ?? ""
        #expect(summary.contains(other == "c:1" ? "does not hear it either" : "in both directions"), "\(summary)")
        #expect(scenario.holding(.mongoMemberDown).isEmpty)
    }

    @Test("a member that is cut off from all others is told once", arguments: [3, 4, 5])
    func isolated(count: Int) {
        var scenario = MongoScenario(members: MongoScenario.members(count))
        scenario.run(for: .seconds(30)) { $0.write() }
        let others = scenario.config.members.map(\.host).filter { $0 != "b:1" }
        for other in others { scenario.cut(between: "b:1", and: other) }
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["b:1"])
        #expect(scenario.condition(.mongoPartition, "b:1")?.summary.contains("nor do they reach it") == true)
        #expect(scenario.holding(.mongoMemberDown).isEmpty)
    }

    @Test("a member that only does not get through itself, or only is not got through to")
    func isolatedOneWay() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for other in ["a:1", "c:1"] { scenario.cut("b:1", to: other) }
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["b:1"])
        #expect(scenario.condition(.mongoPartition, "b:1")?.summary.contains("though they reach it") == true)
        scenario.heal()
        for other in ["a:1", "c:1"] { scenario.cut(other, to: "b:1") }
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["b:1"])
        #expect(scenario.condition(.mongoPartition, "b:1")?.summary.contains("connections to it are cut") == true)
    }

    @Test("an arbiter that no member reaches is cut off, by their word")
    func isolatedArbiter() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        for other in ["a:1", "b:1"] { scenario.cut(between: "c:1", and: other) }
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["c:1"])
    }

    @Test("a dead member is down and in no partition")
    func dead() {
        var scenario = MongoScenario(members: MongoScenario.members(4))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("c:1")
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write()
            #expect(scenario.holding(.mongoPartition).isEmpty)
        }
        #expect(scenario.holding(.mongoMemberDown) == ["c:1"])
        #expect(scenario.partition("a:1", to: "c:1") == .clear)
        #expect(scenario.partition("c:1") == .clear)
    }

    @Test("a member that came back is no partition while its peers have yet to notice")
    func restarted() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("c:1")
        scenario.run(for: .seconds(20)) { $0.write() }
        scenario.restart("c:1")
        scenario.blind = ["a:1": ["c:1"], "b:1": ["c:1"]]
        scenario.run(for: .seconds(10)) { scenario in
            scenario.write()
            #expect(scenario.holding(.mongoPartition).isEmpty)
        }
        scenario.blind = [:]
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.complaints.isEmpty)
    }

    @Test("a process that was replaced between two polls is as young as one that was silent")
    func newProcess() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.adjust["c:1"] = { $0.hello.processID = "00ff" }
        scenario.blind = ["a:1": ["c:1"]]
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.partition("a:1", to: "c:1").isUnknown)
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.partition("a:1", to: "c:1") == .holds)
    }

    @Test("by its uptime a member is old at once, though replmon has only just begun to watch")
    func uptime() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.blind = ["a:1": ["c:1"]]
        for host in ["a:1", "c:1"] {
            scenario.adjust[host] = { reading in
                for index in reading.status?.members.indices ?? 0..<0
                where reading.status?.members[index].isSelf == true {
                    reading.status?.members[index].uptime = .seconds(86_400)
                }
            }
        }
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.partition("a:1", to: "c:1") == .holds)
    }

    @Test("members that cannot authenticate to each other are named as such")
    func keysDiffer() {
        var scenario = MongoScenario(members: MongoScenario.members(4))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.blind = ["a:1": ["b:1"]]
        scenario.adjust["a:1"] = { $0.status?.members[1].isAuthenticated = false }
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["a:1→b:1"])
        let summary = scenario.condition(.mongoPartition, "a:1", upstream: "b:1")?.summary ?? ""
        #expect(summary.contains("cannot authenticate"), "\(summary)")
        let cell = scenario.view.replicaSet?.peerReports.first { $0.reporter == "a:1" && $0.subject == "b:1" }
        #expect(cell?.message == "authentication between the two fails")
    }

    @Test("a member cut from us and from one peer, which another peer hears, is both")
    func cutFromUsToo() {
        var scenario = MongoScenario(members: MongoScenario.members(4))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut(between: "a:1", and: "c:1")
        scenario.failures["c:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.holding(.mongoPartition) == ["a:1→c:1"])
        #expect(scenario.holding(.mongoMemberUnreachable) == ["c:1"])
        #expect(scenario.holding(.mongoMemberDown).isEmpty)
    }

    @Test("without replSetGetStatus nothing is known of the ways, and the reason is told")
    func helloOnly() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        for host in ["a:1", "b:1", "c:1"] { scenario.statusFailures[host] = .privilege("clusterMonitor") }
        scenario.run(for: .seconds(60))
        for truth in [scenario.partition("a:1"), scenario.partition("a:1", to: "b:1")] {
            guard case .unknown(let reason)? = truth else {
                Issue.record("known: \(String(describing: truth))")
                return
            }
            #expect(reason.contains("clusterMonitor"))
        }
        let cells = scenario.view.replicaSet?.peerReports ?? []
        #expect(cells.first { $0.reporter == "b:1" && $0.subject == "a:1" }?.state == "primary")
        #expect(cells.first { $0.reporter == "a:1" && $0.subject == "b:1" }?.reaches == nil)
    }

    @Test("how long a heartbeat is fresh follows the configuration", arguments: [10, 30])
    func configuredTimeout(seconds: Int) {
        var scenario = MongoScenario()
        scenario.config.settings.heartbeatTimeout = .seconds(seconds)
        scenario.run(for: .seconds(60)) { $0.write() }
        scenario.failures["b:1"] = .timeout(phase: .connect)
        // Its last heartbeat is 15 s old whenever `a:1` is asked; it is not reached either.
        scenario.blind = ["a:1": ["b:1"]]
        scenario.adjust["a:1"] = { reading in
            guard let date = reading.status?.date else { return }
            reading.status?.members[1].lastHeartbeatReceived = WallInstant(milliseconds: date.milliseconds - 15_000)
        }
        scenario.run(for: .seconds(60)) { $0.write() }
        #expect(scenario.truth(.mongoMemberDown, "b:1") == (seconds == 10 ? .holds : .clear))
    }

    @Test("a heartbeat that still comes proves life, though the way to the member is cut")
    func heardButNotReached() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.blind = ["a:1": ["b:1"]]
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .clear)
        #expect(scenario.truth(.mongoMemberUnreachable, "b:1") == .holds)
        #expect(scenario.partition("a:1", to: "b:1") == .holds)
    }

    @Test("nobody is called down before the peers were asked again")
    func peersFirst() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.wait(.seconds(1))
        for _ in 0..<3 { scenario.poll("b:1") }
        #expect(scenario.truth(.mongoMemberDown, "b:1").isUnknown)
        scenario.wait(.seconds(4))
        scenario.poll("a:1")
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .holds)
    }

    @Test("a set that we lose member by member is not taken for one that lost its majority")
    func lostOneByOne() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "b:1", "c:1"] { scenario.failures[host] = .connect("connection refused") }
        scenario.wait(.seconds(5))
        for host in ["a:1", "c:1", "b:1", "a:1", "c:1"] { scenario.poll(host) }
        #expect(scenario.truth(.mongoMemberDown, "a:1").isUnknown, "b:1 may yet tell of it")
        #expect(scenario.truth(.mongoMajorityLost).isUnknown)
        scenario.poll("b:1")
        for _ in 0..<4 {
            #expect(scenario.truth(.clusterUnreachable) == .holds)
            #expect(scenario.truth(.mongoMajorityLost).isUnknown, "what the set can do, nobody tells us")
            #expect(scenario.truth(.mongoMajorityAtRisk).isUnknown)
            scenario.run(for: .seconds(5))
        }
    }

    @Test("two dead of three are a majority lost as soon as the third has told")
    func twoDead() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "c:1"] { scenario.kill(host) }
        scenario.run(for: .seconds(15))
        #expect(scenario.truth(.mongoMajorityLost) == .holds)
    }

    @Test("an arbiter's word for a primary counts once it cannot be left over from before its death")
    func arbitersWord() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "b:1"] { scenario.failures[host] = .timeout(phase: .connect) }
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoMemberUnreachable, "a:1") != .holds)
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoMemberUnreachable, "a:1") == .holds)
        #expect(scenario.truth(.mongoMemberDown, "a:1") == .clear)
        #expect(scenario.truth(.mongoNoPrimary) == .clear)
        scenario.states["a:1"] = nil
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoMemberDown, "a:1") == .holds)
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
    }

    @Test("an arbiter's word for a primary that may be left over still keeps it from being called down")
    func arbitersFreshWord() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["a:1", "b:1"] { scenario.failures[host] = .connect("connection refused") }
        for _ in 0..<2 {
            scenario.run(for: .seconds(5)) { $0.write() }
            #expect(scenario.truth(.mongoMemberDown, "a:1").isUnknown)
        }
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .holds, "of others it says nothing")
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoMemberDown, "a:1") == .clear)
    }

    @Test("between slow polls a witness's word stays the last one, though it grows old", arguments: [0.5, 12])
    func slowPolls(heardAgo: Double) {
        var scenario = MongoScenario(pollInterval: .seconds(30))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures["b:1"] = .connect("connection refused")
        for _ in 0..<2 { scenario.poll("b:1") }
        scenario.wait(.seconds(5))
        scenario.hear("b:1", by: "a:1", ago: .milliseconds(Int64(heardAgo * 1000)))
        if heardAgo > 1 { scenario.blind = ["a:1": ["b:1"]] }
        scenario.poll("a:1")
        for _ in 0..<4 {
            scenario.wait(.seconds(5))
            #expect(scenario.truth(.mongoMemberDown, "b:1") == (heardAgo < 1 ? .clear : .holds))
            #expect(scenario.truth(.mongoMajorityLost) == (heardAgo < 1 ? .clear : .holds))
        }
    }

    @Test("a witness whose clock was set back tells nothing of when it heard a member", arguments: [300, 0.2])
    func clockSetBack(seconds: Double) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("b:1")
        scenario.blind = ["a:1": ["b:1"]]
        scenario.hear("b:1", by: "a:1", ago: .milliseconds(Int64(-seconds * 1000)))
        scenario.run(for: .seconds(15)) { $0.write(except: "b:1") }
        // A heartbeat that comes while the answer is made is as good as any.
        #expect(scenario.truth(.mongoMemberDown, "b:1") == (seconds > 1 ? .holds : .clear))
    }

    @Test("the matrix has our own row first, then each member's")
    func matrix() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut(between: "a:1", and: "b:1")
        scenario.failures["b:1"] = .connect("refused")
        scenario.run(for: .seconds(5)) { $0.write() }
        let cells = scenario.view.replicaSet?.peerReports ?? []
        #expect(cells.prefix(3).map(\.reporter) == [nil, nil, nil])
        #expect(cells.prefix(3).map(\.reaches) == [true, false, true])
        #expect(cells.prefix(3).map(\.state) == ["primary", nil, "arbiter"])
        let seenByPrimary = cells.first { $0.reporter == "a:1" && $0.subject == "b:1" }
        #expect(seenByPrimary?.reaches == false)
        #expect(seenByPrimary?.state == "down")
        #expect((4...7).contains(seenByPrimary?.heardAgo?.seconds ?? 0))
        #expect(cells.first { $0.reporter == "c:1" && $0.subject == "a:1" }?.state == "primary")
    }
}
