import Glibc
import MongoReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

/// The lab's replica set, not the fold of the same name.
typealias LabSet = ReplicationLab.MongoReplicaSet

/// The probe against real servers; one test at a time, since some measure time, threads and descriptors.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct MongoProbeTests {
    let workers = MongoWorkers()

    func probe(
        _ member: MongoMember, of set: LabSet, password: String = LabSet.monitorPassword,
        timeout: Duration = .seconds(2), changes: Counter = Counter()
    ) throws -> MongoProbe {
        let user = set.wantsAuthentication ? LabSet.monitorUser : nil
        let options = try MongoConnectionOptions(uri: set.uri, username: user, password: user.map { _ in password })
        return MongoProbe(
            host: member.address, options: options, workers: workers, timeout: timeout,
            onChange: { changes.increase() })
    }

    func reading(_ probe: MongoProbe, within limit: Duration = .seconds(2)) async throws(ProbeFailure) -> MongoReading {
        try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
    }

    /// A reading by a probe that may log in: users are written on the primary and arrive a little later elsewhere.
    private func completeReading(of member: MongoMember, _ set: LabSet) async throws -> MongoReading {
        var found: MongoReading?
        try await eventually("\(member.name) to know the user", poll: .milliseconds(100)) {
            let probe = try probe(member, of: set)
            found = try await reading(probe)
            await probe.close()
            return found?.statusFailure == nil
        }
        return try #require(found)
    }

    private func failure(_ probe: MongoProbe, within limit: Duration = .seconds(2)) async -> ProbeFailure? {
        do throws(ProbeFailure) {
            _ = try await reading(probe, within: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [("6.0.5", false), ("6.0.5", true), ("4.4.2", true), ("5.0.4", true), ("6.0.27", true)])
    func everyMemberOfASet(version: String, keyFile: Bool) async throws {
        let lab = try Lab()
        defer { lab.end() }
        // Only 6.0.5 is always installed.
        guard let set = try? LabSet(in: lab, version: version, keyFile: keyFile) else {
            #expect(version != "6.0.5")
            return
        }
        let primary = try set.waitForPrimary()
        for member in set.members {
            let reading = try await completeReading(of: member, set)
            let hello = reading.hello
            #expect(hello.setName == "rs0" && hello.me == member.address && hello.members.count == 3)
            #expect(hello.processID?.count == 24 && hello.localTime != nil && hello.setVersion != nil)
            #expect(hello.isWritablePrimary == (member.name == primary) && hello.arbiterOnly == member.isArbiter)
            #expect(hello.primary == (try set.member(primary).address) && reading.statusFailure == nil)
            guard !member.isArbiter else {
                #expect(reading.status == nil && reading.config == nil && reading.server == nil)
                continue
            }
            #expect(try #require(hello.lastWrite).seconds > 1_600_000_000 && hello.lastWriteDate != nil)
            let status = try #require(reading.status)
            #expect(status.set == "rs0" && status.myState == (member.name == primary ? .primary : .secondary))
            #expect(status.members.map(\.name) == set.members.map(\.address))
            #expect(status.members.filter(\.isSelf).map(\.name) == [member.address])
            for (row, other) in zip(status.members, set.members) {
                #expect(row.healthy && (row.opTime == nil) == other.isArbiter)
                #expect(row.isSelf || row.lastHeartbeatReceived != nil)
            }
            let config = try #require(reading.config)
            #expect(config.members.map(\.host) == set.members.map(\.address))
            #expect(config.members.map(\.arbiterOnly) == set.members.map(\.isArbiter))
            #expect(hello.electionTerm == (member.name == primary ? status.term : nil))
            #expect(hello.topologyCounter != nil && status.lastCommitted != nil && status.majorityVoteCount == 2)
            #expect(status.writeMajorityCount == 2)
            #expect((status.lastCommittedWallTime == nil) == (status.lastCommitted?.isNull == true))
            #expect((status.election?.term == status.term) == (member.name == primary) && !status.tooStale)
            #expect(status.members.filter { !$0.isSelf }.allSatisfy { $0.ping != nil && $0.isAuthenticated })
            #expect(status.members.first(where: \.isSelf)?.lastAppliedWallTime != nil)
            #expect(config.settings.replicaSetID?.count == 24 && config.settings.electionTimeout == .seconds(1.5))
            try expectServerStatus(reading.server, version: version)
            #expect(try denials(in: member) == 0)
        }
        for member in set.members where member.isArbiter {
            let log = try text(of: member.log)
            #expect(!log.contains("Unauthorized") && !log.contains("uthorization failed") && !log.contains("denied"))
            #expect(!log.contains("Authentication failed") && log.contains("replmon"))
        }
    }

    @Test func hiddenAndDelayedMembersAreInTheConfiguration() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let plans = [
            MongoMemberPlan(name: "m-a"),
            MongoMemberPlan(name: "m-b", priority: 0, votes: 0, hidden: true, delay: .seconds(60)),
        ]
        let set = try LabSet(in: lab, members: plans)
        let probe = try probe(set.members[0], of: set)
        let first = try await reading(probe)
        let hidden = try #require(first.config?.members.last)
        #expect(hidden.hidden && hidden.delay == .seconds(60) && hidden.priority == 0 && hidden.votes == 0)
        #expect(first.hello.members == [set.members[0].address])
        // Read again when its version moves.
        let config = try #require(first.config)
        try set.members[0].command(
            """
            {"replSetReconfig": {"_id": "rs0", "version": \(config.version + 1), "members": [
              {"_id": 0, "host": "\(set.members[0].address)"},
              {"_id": 1, "host": "\(set.members[1].address)", "priority": 0, "votes": 0, "hidden": true,
               "secondaryDelaySecs": 90}]}}
            """)
        #expect(try await reading(probe).config?.members.last?.delay == .seconds(90))
        await probe.close()
    }

    @Test(arguments: [false, true])
    func aKilledMemberIsToldAtOnceAndComesBack(arbiter: Bool) async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let primary = try set.waitForPrimary()
        let member = try #require(set.members.first { $0.isArbiter == arbiter && $0.name != primary })
        let changes = Counter()
        let probe = try probe(member, of: set, changes: changes)
        let before = try await reading(probe).hello.processID
        try await eventually("the watch to begin") { workers.watchedMembers == 1 }
        let killed = MonotonicClock.now()
        try member.kill()
        try await eventually("the push", within: .seconds(1)) {
            changes.first(since: killed) != nil
        }
        let delay = killed.duration(to: try #require(changes.first(since: killed)))
        #expect(delay < .milliseconds(100), "\(delay)")
        print("push after kill -9 of \(arbiter ? "an arbiter" : "a secondary"): \(delay)")
        #expect(await failure(probe)?.reason == "connect")
        let failures = changes.value
        for _ in 0..<5 { _ = await failure(probe) }
        #expect(changes.value == failures, "no push while it is down")
        try member.start()
        try await eventually("the member to answer") { await failure(probe) == nil }
        #expect(try await reading(probe).hello.processID != before)
        try await eventually("the watch to begin again") {
            _ = await failure(probe)
            return workers.watchedMembers == 1
        }
        await probe.close()
    }

    @Test func aRestartBetweenTwoPollsIsNoFailure() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let member = try #require(set.members.first { !$0.isArbiter })
        let probe = try probe(member, of: set)
        let before = try await reading(probe).hello.processID
        try member.kill()
        try member.start()
        let after = try await reading(probe)
        #expect(after.hello.processID != before && after.hello.setName != nil)
        await probe.close()
    }

    @Test func aFrozenMemberTimesOutWhileOthersAnswer() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab)
        let probes = try set.members.map { try probe($0, of: set) }
        for probe in probes { _ = try await reading(probe) }
        let primary = try set.waitForPrimary()
        let index = try #require(set.members.firstIndex { $0.name != primary && !$0.isArbiter })
        set.members[index].freeze()
        defer { set.members[index].thaw() }
        let began = MonotonicClock.now()
        async let hung = failure(probes[index], within: .milliseconds(700))
        for other in probes.indices where other != index {
            _ = try await reading(probes[other])
            #expect(began.duration(to: MonotonicClock.now()) < .milliseconds(200))
        }
        #expect(await hung == .timeout(phase: .query))
        let took = began.duration(to: MonotonicClock.now())
        #expect(took >= .milliseconds(650) && took < .milliseconds(800), "\(took)")
        // The driver is still in its call: no second one is begun.
        let again = MonotonicClock.now()
        #expect(await failure(probes[index]) == .timeout(phase: .query))
        #expect(again.duration(to: MonotonicClock.now()) < .milliseconds(50))
        #expect(workers.overdueCalls == 1)
        let closing = MonotonicClock.now()
        for probe in probes { await probe.close() }
        #expect(closing.duration(to: MonotonicClock.now()) < .milliseconds(500))
        set.members[index].thaw()
        try await eventually("all calls to end") { workers.overdueCalls == 0 && workers.watchedMembers == 0 }
    }

    @Test func aStepdownIsToldAtOnce() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let primary = try set.member(try set.waitForPrimary())
        let changes = Counter()
        let probe = try probe(primary, of: set, changes: changes)
        let before = try #require(try await reading(probe).status)
        try await eventually("the watch to begin") { workers.watchedMembers == 1 }
        async let observed = Self.firstHelloWithoutPrimary(primary.address)
        let begun = MonotonicClock.now()
        try await inBackground { try primary.command(#"{"replSetStepDown": 60, "secondaryCatchUpPeriodSecs": 10}"#) }
        let steppedDown = try await observed
        try await eventually("the push", within: .seconds(1)) { changes.first(since: begun) != nil }
        let delay = steppedDown.duration(to: try #require(changes.first(since: begun)))
        #expect(delay < .milliseconds(100), "\(delay)")
        print("push after the first hello without a primary: \(delay)")
        #expect(try await reading(probe).hello.isWritablePrimary == false)
        try await eventually("the configuration of the new term") {
            try await reading(probe).config?.term != before.term
        }
        await probe.close()
    }

    /// When a member first says that it is no primary any more, by asking it all the time.
    private static func firstHelloWithoutPrimary(_ host: String) async throws -> MonotonicInstant {
        try await inBackground {
            let connection = try MongoConnection(
                host: host, options: try MongoConnectionOptions(uri: "mongodb://\(host)"), login: false,
                timeout: .seconds(2), replyTimeout: .seconds(2))
            let limit = MonotonicClock.now().advanced(by: .seconds(20))
            while MonotonicClock.now() < limit {
                let hello = try HelloReply(bson: BSONDocument(try connection.run(MongoCommand.hello)[...]))
                if !hello.isWritablePrimary { return MonotonicClock.now() }
                usleep(1000)
            }
            throw ProbeFailure.timeout(phase: .query)
        }
    }

    @Test func aRefusedLoginKeepsHello() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let member = try #require(set.members.first { !$0.isArbiter })
        let wrong = try probe(member, of: set, password: "not it")
        for _ in 0..<5 {
            let reading = try await reading(wrong)
            #expect(reading.hello.me == member.address && reading.status == nil && reading.config == nil)
            #expect(reading.statusFailure == .authentication("Authentication failed."))
        }
        // The server logs each attempt, so it is not tried in each poll.
        let attempts = try text(of: member.log).split(separator: "\n").count {
            $0.contains("\"Authentication failed\"")
        }
        #expect(attempts <= 2, "\(attempts)")

        let bare = MongoProbe(
            host: member.address, options: try MongoConnectionOptions(uri: set.uri), workers: workers,
            timeout: .seconds(2), onChange: {})
        let unauthenticated = try await reading(bare)
        #expect(unauthenticated.hello.setName == "rs0")
        #expect(unauthenticated.statusFailure?.reason == "authentication")

        try set.member(try set.waitForPrimary()).command(#"{"createUser": "weak", "pwd": "weak", "roles": []}"#)
        let weak = MongoProbe(
            host: member.address,
            options: try MongoConnectionOptions(uri: set.uri, username: "weak", password: "weak"), workers: workers,
            timeout: .seconds(2), onChange: {})
        try await eventually("the user to be on this member") {
            try await reading(weak).statusFailure?.reason == "privilege"
        }
        for probe in [wrong, bare, weak] { await probe.close() }
    }

    @Test func aThousandPollsCostLittleAndLeaveNothing() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let probe = try probe(try set.member(try set.waitForPrimary()), of: set)
        for _ in 0..<50 { _ = try await reading(probe) }
        let (descriptors, threads) = (try count("/proc/self/fd"), try count("/proc/self/task"))
        let (began, cpu) = (MonotonicClock.now(), processorTime())
        for _ in 0..<1000 { #expect(try await reading(probe).statusFailure == nil) }
        let (wall, used) = (began.duration(to: MonotonicClock.now()), processorTime() - cpu)
        print("1,000 polls: \(used / 1000) of CPU and \(wall / 1000) each")
        #expect(used < .seconds(10))
        #expect(try count("/proc/self/fd") <= descriptors + 2)
        #expect(try count("/proc/self/task") <= threads + 4)
        await probe.close()
    }
}
