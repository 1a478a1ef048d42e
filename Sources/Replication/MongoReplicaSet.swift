/// Everything known of one MongoDB replica set, folded from the observations of its members.
///
/// `record` takes observations in the order they complete; `view` answers for any instant. Neither does I/O nor reads
/// a clock.
public struct MongoReplicaSet: Sendable {
    /// The cluster's name in the configuration.
    public let name: String
    let seeds: [String]
    /// The set's name, when the configuration states it.
    let expectedSet: String?
    let limits: StalenessLimits
    private(set) var nodes: [String: MongoMember] = [:]
    /// The newest configuration any member has told.
    private(set) var config: ReplicaSetConfig?
    /// Members named by `hello` under the newest `setVersion`, until a configuration is known.
    private var announced: [String] = []
    private var announcedVersion = Int64.min

    public init(name: String, seeds: [String], expectedSet: String? = nil, limits: StalenessLimits) {
        self.name = name
        self.seeds = seeds
        self.expectedSet = expectedSet
        self.limits = limits
    }

    /// The set under another configuration; what is known of its members is kept while a seed names one of them.
    public func reconfigured(seeds: [String], expectedSet: String?, limits: StalenessLimits) -> MongoReplicaSet {
        var set = MongoReplicaSet(name: name, seeds: seeds, expectedSet: expectedSet, limits: limits)
        guard expectedSet == self.expectedSet, !Set(seeds).isDisjoint(with: members + self.seeds) else { return set }
        set.nodes = nodes
        set.config = config
        set.announced = announced
        set.announcedVersion = announcedVersion
        return set
    }

    /// Whom to poll: the members of the newest known configuration (hidden ones are only there), else those that
    /// `hello` named, else the seeds.
    public var members: [String] {
        if let config { return config.members.map(\.host) }
        return announced.isEmpty ? seeds : announced
    }

    /// Takes one poll's outcome.
    public mutating func record(_ observation: Observation, of host: String) {
        nodes[host, default: MongoMember()].record(observation)
        guard case .success(.mongodb(let reading)) = observation.result, belongs(reading.hello) else { return }
        if let told = reading.config, config.map({ Self.isNewer(told, than: $0) }) ?? true { config = told }
        if config == nil { noteMembers(of: reading.hello) }
        let current = members
        nodes = nodes.filter { current.contains($0.key) }
    }

    private mutating func noteMembers(of hello: HelloReply) {
        let version = hello.setVersion ?? 0
        guard !hello.members.isEmpty, version >= announcedVersion else { return }
        let kept = version == announcedVersion ? announced.filter { !hello.members.contains($0) } : []
        announced = hello.members + kept
        announcedVersion = version
    }

    /// Configurations are ordered by term, then version; the version alone decides where either has no term: before
    /// 4.4, and after a forced reconfiguration, which sets it to -1 (`ConfigVersionAndTerm` in the server's source).
    static func isNewer(_ left: ReplicaSetConfig, than right: ReplicaSetConfig) -> Bool {
        guard let leftTerm = left.term, let rightTerm = right.term, leftTerm >= 0, rightTerm >= 0 else {
            return left.version > right.version
        }
        return (leftTerm, left.version) > (rightTerm, right.version)
    }

    /// Whether a server that answered is a member of the set we watch.
    func belongs(_ hello: HelloReply) -> Bool {
        guard let setName = hello.setName else { return false }
        return setName == (expectedSet ?? config?.set ?? setName)
    }

    /// The fresh reading of a member at `now`, `nil` while it does not answer.
    func reading(_ host: String, at now: MonotonicInstant) -> MongoReading? {
        guard case .mongodb(let reading)? = nodes[host]?.record.freshReading(at: now, limit: limits.reading) else {
            return nil
        }
        return reading
    }

    /// The fresh reading of a host that answers as a member of the set we watch: not of another one, not standalone.
    func memberReading(_ host: String, at now: MonotonicInstant) -> MongoReading? {
        reading(host, at: now).flatMap { belongs($0.hello) ? $0 : nil }
    }

    func declaration(of host: String) -> ReplicaSetConfig.Member? {
        config?.members.first { $0.host == host }
    }

    /// The member that answers as writable primary; of several, the one of the highest term.
    func primary(at now: MonotonicInstant) -> String? {
        members.filter { memberReading($0, at: now)?.hello.isWritablePrimary == true }
            .max { (term(of: $0, at: now) ?? 0) < (term(of: $1, at: now) ?? 0) }
    }

    func term(of host: String, at now: MonotonicInstant) -> Int64? {
        let reading = reading(host, at: now)
        return reading?.status?.term ?? reading?.hello.electionTerm ?? reading?.hello.lastWrite?.term
    }
}

/// One member of a replica set: its polls and the history of its oplog position.
struct MongoMember: Sendable {
    private(set) var record = NodeRecord()
    /// The wall time (before 4.4.11 the second) of the newest oplog entry this member had applied, over the monitor's
    /// time.
    private(set) var clock = PositionClock()

    mutating func record(_ observation: Observation) {
        record.record(observation)
        guard case .success(.mongodb(let reading)) = observation.result,
            let own = reading.status?.own, let applied = own.appliedWallTime ?? own.appliedSecond
        else { return }
        clock.sample(
            UInt64(clamping: applied.milliseconds), from: observation.startedAt, to: observation.completedAt)
    }
}

extension ReplicaSetStatus {
    /// The reporting member's own row.
    var own: Member? {
        members.first(where: \.isSelf)
    }

    /// How long ago the reporting member last received a heartbeat from `host`, by its own clock.
    func heartbeatAge(of host: String) -> Duration? {
        guard let date, let received = members.first(where: { $0.name == host })?.lastHeartbeatReceived,
            received.milliseconds > 0
        else { return nil }
        return max(.zero, date.since(received))
    }
}

extension ReplicaSetStatus.Member {
    /// `lastAppliedWallTime`, unless it is the epoch that stands for "none".
    var appliedWallTime: WallInstant? {
        lastAppliedWallTime.flatMap { $0.milliseconds > 0 ? $0 : nil }
    }

    /// The second of the last entry applied, unless it is the null optime of a member that has none or is down.
    var appliedSecond: WallInstant? {
        opTime.flatMap { $0.isNull ? nil : WallInstant(milliseconds: Int64($0.seconds) * 1000) }
    }
}
