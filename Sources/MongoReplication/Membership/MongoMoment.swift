internal import ReplicationCore

/// A replica set at one instant: the histories of its members, and the stages of its judgement in the order in which they
/// are computed, each from those before it.
struct MongoMoment: Sendable {
    private let replicaSet: MongoReplicaSet
    let now: MonotonicInstant

    /// The readings that are fresh.
    private let readings: [String: MongoReading]
    /// The member that answers as writable primary; of several, the one of the highest term.
    private(set) var primary: String?
    /// How far each member that copies data is behind. Not computed while an observation is recorded.
    private(set) var lags: [String: Lag] = [:]

    /// The stages that need nothing but the readings.
    init(_ set: MongoReplicaSet, now: MonotonicInstant) {
        replicaSet = set
        self.now = now
        readings = set.nodes.compactMapValues { $0.record.freshReading(at: now, limit: set.limits.reading) }
        primary = members.filter { memberReading($0)?.hello.isWritablePrimary == true }
            .max { (term(of: $0) ?? 0) < (term(of: $1) ?? 0) }
    }

    /// With all stages.
    func judged() -> MongoMoment {
        var moment = self
        moment.lags = Dictionary(followers.map { ($0, lag(of: $0)) }, uniquingKeysWith: { $1 })
        return moment
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

    /// The fresh reading of a host that answers as a member of the set that is watched: not of another one, not standalone.
    func memberReading(_ host: String) -> MongoReading? {
        readings[host].flatMap { belongs($0.hello) ? $0 : nil }
    }

    func belongs(_ hello: HelloReply) -> Bool { replicaSet.belongs(hello) }
    func declaration(of host: String) -> ReplicaSetConfig.Member? { replicaSet.declaration(of: host) }
}
