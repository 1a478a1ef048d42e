internal import ReplicationCore

/// A replica set at one instant: the histories of its members, and the stages of its judgement in the order in which
/// they are computed, each from those before it.
///
/// Recording an observation needs the first stages only. The later ones are computed by ``judged()`` and are empty
/// before.
struct MongoMoment: Sendable {
    private let replicaSet: MongoReplicaSet
    let now: MonotonicInstant

    // MARK: First stages

    /// The readings that are fresh.
    private let readings: [String: MongoReading]
    /// The member that answers as writable primary; of several, the one of the highest term.
    private(set) var primary: String?
    /// Removed members that go on as members of this set without the newest configuration; see ``findSplitOff()``.
    private(set) var splitOff: [String] = []

    // MARK: Stages of the judgement

    /// Each host that answers, members or not.
    private(set) var answering: [String: AnsweringMember] = [:]
    /// Of each member that answers and shows it: the newest entry that it has applied.
    private(set) var positions: [String: PolledPosition] = [:]
    /// Of each member: how the others that answer see it, in the order of the members.
    private(set) var peerViews: [String: [PeerView]] = [:]
    /// Of each member that does not answer: the report of a peer that it runs, where there is one.
    private(set) var signsOfLife: [String: SignOfLife] = [:]
    /// Of each member: whether it answers, and if not, why.
    private(set) var reachability: [String: Reachability] = [:]
    /// The member that each member copies from, by its own reply or a peer's.
    private(set) var syncSources: [String: String] = [:]
    /// How far each member is behind; not known of an arbiter.
    private(set) var lags: [String: MeasuredLag] = [:]
    /// The members that copy data from another.
    private(set) var followers: [String: Follower] = [:]
    /// How far back the oplog of each member that holds data reaches.
    private(set) var oplogReaches: [String: Known<OplogReach>] = [:]
    /// How much may be cut off the oplogs before a member can no longer catch up; not of the primary.
    private(set) var oplogRooms: [String: OplogRoom] = [:]
    /// The members that vote, and the status of each; `nil` while no configuration is known.
    private(set) var electorate: Electorate?
    /// Why a primary may exist out of replmon's reach; `nil` while too few voters are out of reach to elect one.
    private(set) var majorityOutOfReach: String?
    /// Whether there is a primary.
    private(set) var primaryPresence = PrimaryPresence.unknown("not judged")
    /// How long the oldest write waits that no majority has.
    private(set) var commitProgress = CommitProgress.unknown("not judged")
    /// Of each member: whether it is cut off from all others.
    private(set) var isolations: [String: Isolation] = [:]
    /// The clock of each member that shows it, against replmon's.
    private(set) var clockOffsets: [String: ClockOffset] = [:]
    /// The clock that the members' clocks are compared with.
    private(set) var referenceClock: ReferenceClock?
    /// The set in its clients' terms.
    private(set) var availability = ReplicaSetAvailability.notJudged

    /// The first stages.
    init(_ set: MongoReplicaSet, now: MonotonicInstant) {
        replicaSet = set
        self.now = now
        readings = set.nodes.compactMapValues { $0.record.freshReading(at: now, limit: set.limits.reading) }
        primary = members.filter { memberReading($0)?.hello.isWritablePrimary == true }
            .max { (term(of: $0) ?? 0) < (term(of: $1) ?? 0) }
        splitOff = findSplitOff()
    }

    /// With all stages.
    func judged() -> MongoMoment {
        var moment = self
        moment.judgeMembers()
        moment.judgePositions()
        moment.judgeSet()
        return moment
    }

    private mutating func judgeMembers() {
        answering = Dictionary(readings.keys.compactMap { host in answeringMember(host).map { (host, $0) } }) { $1 }
        positions = ofMembers { position(of: $0) }
        peerViews = ofMembers { findPeerViews(of: $0) }
        signsOfLife = ofMembers { findSignOfLife(of: $0, in: peerViews(of: $0)) }
        reachability = ofMembers { findReachability(of: $0) }
    }

    private mutating func judgePositions() {
        let withData = members.filter { !isArbiter($0) }
        syncSources = ofMembers { findSyncSource(of: $0) }
        lags = ofMembers { measureLag(of: $0) }
        followers = Dictionary(withData.compactMap { host in follower(host).map { (host, $0) } }) { $1 }
        oplogReaches = Dictionary(withData.map { ($0, measureOplogReach(of: $0)) }) { $1 }
        oplogRooms = Dictionary(withData.filter { $0 != primary }.map { ($0, measureRoom(of: $0)) }) { $1 }
    }

    private mutating func judgeSet() {
        electorate = findElectorate()
        majorityOutOfReach = findMajorityOutOfReach()
        primaryPresence = findPrimaryPresence()
        commitProgress = measureCommitProgress()
        isolations = findIsolations()
        clockOffsets = ofMembers { measureClockOffset(of: $0) }
        referenceClock = findReferenceClock()
        availability = judgeAvailability()
    }

    private func ofMembers<Value>(_ value: (String) -> Value?) -> [String: Value] {
        Dictionary(members.compactMap { host in value(host).map { (host, $0) } }) { $1 }
    }

    /// The cluster's name in the configuration.
    var name: String { replicaSet.name }
    var limits: StalenessLimits { replicaSet.limits }
    var nodes: [String: MongoMember] { replicaSet.nodes }
    var membership: ReplicaSetMembership { replicaSet.membership }
    var members: [String] { replicaSet.members }
    var config: ReplicaSetConfig? { replicaSet.config }
    var ledger: ReplicaSetLedger { replicaSet.ledger }
    var configStaleSince: [String: MonotonicInstant] { replicaSet.configStaleSince }
    var isFirstRoundDone: Bool { replicaSet.isFirstRoundDone }

    /// The fresh reading of a host, `nil` while it does not answer.
    func reading(_ host: String) -> MongoReading? { readings[host] }

    /// The fresh reading of a host that answers as a member of the set that is watched: not of another one, not
    /// standalone.
    func memberReading(_ host: String) -> MongoReading? {
        readings[host].flatMap { belongs($0.hello) ? $0 : nil }
    }

    func belongs(_ hello: HelloReply) -> Bool { replicaSet.belongs(hello) }
    func declaration(of host: String) -> ReplicaSetConfig.Member? { replicaSet.declaration(of: host) }
}
