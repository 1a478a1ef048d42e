internal import ReplicationCore

/// One member of a replica set: its polls and the history of its oplog position.
struct MongoMember: Sendable {
    private(set) var record = NodeRecord<MongoReading>()
    /// When the last answered poll was sent.
    private(set) var askedAt: MonotonicInstant?
    /// While it is primary: the newest entry it had written, over the monitor's time.
    private(set) var clock = PositionClock()
    private(set) var oplog = OplogHistory()
    private(set) var progress = ApplyProgress()
    private(set) var presence = MemberPresence()
    private(set) var initialSync = InitialSyncHistory()
    /// The other members as its last reply shows them, by name.
    private(set) var peers: [String: Peer] = [:]
    /// The set it is in, by its last reply.
    private(set) var setName: String?

    /// One member as another shows it.
    struct Peer: Sendable {
        var row: ReplicaSetStatus.Member
        /// How long before the reply it last received a heartbeat from the other.
        var heardAgo: Duration?
    }

    mutating func record(_ observation: Observation<MongoReading>) {
        record.record(observation)
        presence.record(observation)
        guard case .success(let reading) = observation.result else { return }
        askedAt = observation.startedAt
        setName = reading.hello.setName
        peers = reading.status?.peers ?? [:]
        oplog.record(reading, at: observation.completedAt)
        progress.record(reading, at: observation.completedAt)
        initialSync.record(reading, at: observation.completedAt)
        // A secondary applies entries that were written elsewhere, earlier: no clock to measure others by.
        guard reading.hello.isWritablePrimary else { return clock.reset() }
        guard let written = reading.position else { return }
        clock.sample(written.timestamp, from: observation.startedAt, to: observation.completedAt)
    }

    /// The last reading, however old.
    var lastReading: MongoReading? { record.lastReading }

    /// When the last reading was asked for and complete.
    var lastPoll: PollSpan? {
        guard let askedAt, let lastReadingAt = record.lastReadingAt else { return nil }
        return PollSpan(started: askedAt, completed: max(askedAt, lastReadingAt))
    }
}

extension ReplicaSetStatus {
    fileprivate var peers: [String: MongoMember.Peer] {
        Dictionary(
            members.filter { !$0.isSelf }.map { ($0.name, MongoMember.Peer(row: $0, heardAgo: heartbeatAge(of: $0))) },
            uniquingKeysWith: { first, _ in first })
    }
}
