import ReplicationLab
import StatusAPI

/// How a scene differs from a primary, a secondary and an arbiter without users.
struct MongoFaultSetting {
    var members = MongoMemberPlan.primarySecondaryArbiter
    var security = MongoSecurity.none
    var network = MongoNetwork.direct
    var oplogMegabytes = 64
    /// Of the servers, such as `enableTestCommands`.
    var parameters: [String: String] = [:]
    /// Thresholds to use instead of the catalogue's, by alert.
    var thresholds: [String: String] = [:]
    /// Whether the set takes writes all the time.
    var load = false
    /// What is done to the set before the daemon starts.
    var prepare: (MongoReplicaSet) throws -> Void = { _ in }
}

extension FaultScene where Cluster == MongoReplicaSet {
    /// Returns when the daemon has nothing to say against the set.
    convenience init(_ version: String, _ setting: MongoFaultSetting = MongoFaultSetting()) async throws {
        let lab = try Lab()
        let set = try MongoReplicaSet(
            in: lab, version: version, members: setting.members, security: setting.security,
            network: setting.network, oplogMegabytes: setting.oplogMegabytes,
            parameters: setting.parameters)
        try setting.prepare(set)
        if setting.load { _ = set.startLoad() }
        let entry = try ClusterEntry.mongodb(
            "media", set, in: lab, alerts: ClusterEntry.impatient(.mongodb, setting.thresholds))
        let daemon = try RunningDaemon(
            DaemonConfiguration(clusters: [entry]), in: lab, environs: set.monitorCommand)
        let primary = try set.waitForPrimary()
        try await self.init(
            version: version, cluster: set, daemon: daemon, in: lab,
            followers: set.members.filter { !$0.isArbiter && $0.name != primary }.map(\.name),
            addresses: Dictionary(set.members.map { ($0.name, $0.address) }) { $1 })
    }

    /// The primary now.
    var primary: MongoMember {
        get throws { try cluster.member(cluster.waitForPrimary()) }
    }

    /// A member with data that is not primary now.
    var secondary: MongoMember {
        get throws {
            let primary = try cluster.waitForPrimary()
            guard let member = cluster.members.first(where: { !$0.isArbiter && $0.name != primary }) else {
                throw Unmet("no secondary")
            }
            return member
        }
    }

    /// What the document says of a member.
    func node(_ name: String, in status: StatusDocument) throws -> StatusDocument.Node {
        try status.node(address(name))
    }
}
