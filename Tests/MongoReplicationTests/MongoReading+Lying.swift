import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

extension MongoReading {
    /// This answer with every number and time replaced by anything the wire can carry.
    func lying(using random: inout Seeded) -> MongoReading {
        var reading = self
        reading.hello.lie(using: &random)
        reading.status?.lie(using: &random)
        reading.config?.lie(using: &random)
        if Bool.random(using: &random) { reading.server = .lying(at: reading.server?.observedAt, using: &random) }
        return reading
    }
}

extension Seeded {
    fileprivate mutating func number() -> Int64 {
        [.min, -1, 0, 1, .max, .random(in: .min ... .max, using: &self)].randomElement(using: &self) ?? 0
    }

    fileprivate mutating func small() -> Int32 { Int32(truncatingIfNeeded: number()) }

    fileprivate mutating func maybe() -> Int64? { Bool.random(using: &self) ? number() : nil }

    fileprivate mutating func time() -> WallInstant { WallInstant(milliseconds: number()) }

    fileprivate mutating func maybeTime() -> WallInstant? { Bool.random(using: &self) ? time() : nil }

    fileprivate mutating func opTime() -> OpTime {
        OpTime(
            seconds: UInt32(truncatingIfNeeded: number()), increment: UInt32(truncatingIfNeeded: number()),
            term: number())
    }

    fileprivate mutating func flag() -> Bool { .random(using: &self) }

    /// The decoder makes durations of seconds or of milliseconds.
    fileprivate mutating func duration() -> Duration { flag() ? .seconds(number()) : .milliseconds(number()) }
}

extension HelloReply {
    fileprivate mutating func lie(using random: inout Seeded) {
        (isWritablePrimary, secondary, hidden) = (random.flag(), random.flag(), random.flag())
        delay = random.flag() ? random.duration() : nil
        (electionTerm, setVersion, topologyCounter) = (random.number(), random.number(), random.maybe())
        lastWrite = random.flag() ? random.opTime() : nil
        (lastWriteDate, localTime) = (random.maybeTime(), random.maybeTime())
        processID = random.maybe().map(String.init)
        maxWireVersion = random.small()
    }
}

extension ReplicaSetStatus {
    fileprivate mutating func lie(using random: inout Seeded) {
        (term, date) = (random.number(), random.time())
        myState = MemberState(rawValue: random.small())
        lastCommitted = random.flag() ? random.opTime() : nil
        lastCommittedWallTime = random.maybeTime()
        (majorityVoteCount, writeMajorityCount) = (random.small(), random.small())
        votingMembersCount = random.small()
        election = Election(
            reason: random.flag() ? "electionTimeout" : nil, date: random.maybeTime(),
            term: random.flag() ? term : random.number(), priorPrimaryID: random.small(),
            majorityWritesAvailableAt: random.maybeTime())
        initialSync = InitialSync(
            failedAttempts: random.maybe(), maxFailedAttempts: random.maybe(), startedAt: random.maybeTime(),
            endedAt: random.maybeTime(), totalBytes: random.maybe(), copiedBytes: random.maybe(),
            remaining: random.duration(), sourceUnreachableSince: random.maybeTime())
        tooStale = random.flag()
        for index in members.indices { members[index].lie(using: &random) }
    }
}

extension ReplicaSetStatus.Member {
    fileprivate mutating func lie(using random: inout Seeded) {
        (healthy, isSelf, isAuthenticated) = (random.flag(), random.flag(), random.flag())
        state = MemberState(rawValue: random.small())
        (lastAppliedWallTime, lastHeartbeatReceived) = (random.time(), random.time())
        opTime = random.opTime()
        (configVersion, configTerm, maintenanceMode) = (random.maybe(), random.maybe(), random.maybe())
        (ping, uptime) = (random.duration(), random.duration())
    }
}

extension ReplicaSetConfig {
    fileprivate mutating func lie(using random: inout Seeded) {
        (version, term) = (random.number(), random.maybe())
        settings.heartbeatInterval = random.duration()
        settings.heartbeatTimeout = random.duration()
        settings.electionTimeout = random.duration()
        if random.flag() { settings.replicaSetID = String(random.number()) }
        for index in members.indices {
            members[index].delay = random.duration()
            members[index].votes = random.small()
            members[index].priority = Double(random.number())
            members[index].newlyAdded = random.flag()
        }
    }
}

extension MongoServerStatus {
    fileprivate static func lying(at observedAt: MonotonicInstant?, using random: inout Seeded) -> MongoServerStatus {
        MongoServerStatus(
            observedAt: observedAt ?? .at(100_000), version: "6.0.5", rollbackID: random.maybe(),
            oplogEarliest: random.opTime(), oplogLatest: random.opTime(), oplogBytes: random.maybe(),
            oplogMaxBytes: random.maybe(), isFlowControlLagged: random.flag(),
            certificateExpiresAt: random.maybeTime(), featureCompatibilityVersion: String(random.number()),
            featureCompatibilityTarget: random.maybe().map(String.init))
    }
}
