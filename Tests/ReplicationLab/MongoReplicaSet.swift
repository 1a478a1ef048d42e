import FoundationEssentials
import Synchronization

/// A replica set of real mongods on 127.0.0.1.
///
/// With a key file it has the users `admin` (root) and `replmon` (`clusterMonitor`), both in the database `admin`.
package final class MongoReplicaSet: Sendable {
    /// The user that monitors log in as when the set has a key file.
    package static let monitorUser = "replmon"
    /// The password of this user.
    package static let monitorPassword = "lab-monitor"
    /// Quick elections and heartbeats; `settings` of the replica set configuration.
    package static let quickSettings = [
        "electionTimeoutMillis": 1500, "heartbeatIntervalMillis": 300, "heartbeatTimeoutSecs": 2,
    ]

    /// The set's name, `_id` of its configuration.
    package let name: String
    /// Whether members and clients authenticate (the set has a key file).
    package let wantsAuthentication: Bool

    static let administrator = "admin:lab"
    let lab: Lab
    let site: MongoSite
    private let roster: Roster

    /// Starts all members, initiates the set and returns when there is a primary, every member is in its final state
    /// and those that hold data, except for delayed ones, have the users.
    ///
    /// `parameters` are for every server's `--setParameter`.
    package init(
        in lab: Lab, version: String = "6.0.5", name: String = "rs0",
        members plans: [MongoMemberPlan] = MongoMemberPlan.primarySecondaryArbiter, security: MongoSecurity = .none,
        network: MongoNetwork = .direct, settings: [String: Int] = MongoReplicaSet.quickSettings,
        oplogMegabytes: Int = 64, parameters: [String: String] = [:]
    ) throws {
        self.lab = lab
        self.name = name
        site = try MongoSite(
            set: name, version: version, security: security, network: network, oplogMegabytes: oplogMegabytes,
            parameters: parameters, in: lab)
        wantsAuthentication = site.keyFile != nil
        roster = Roster()
        for plan in plans { roster.add(try MongoMember(plan: plan, site: site, in: lab)) }
        for member in members { try member.launch() }
        for member in members { try member.waitUntilReady() }
        try initiate(settings: settings)
        try waitUntil("a primary of \(name)", poll: .milliseconds(20)) { primaryName() != nil }
        if wantsAuthentication { try createUsers() }
        try waitUntilComplete()
        try checkpoint()
    }

    /// The same with or without a key file.
    package convenience init(
        in lab: Lab, version: String = "6.0.5", name: String = "rs0",
        members plans: [MongoMemberPlan] = MongoMemberPlan.primarySecondaryArbiter, keyFile: Bool,
        settings: [String: Int] = MongoReplicaSet.quickSettings
    ) throws {
        try self.init(
            in: lab, version: version, name: name, members: plans, security: keyFile ? .keyFile : .none,
            settings: settings)
    }

    /// The members, the oldest first; those that were removed are not among them.
    package var members: [MongoMember] { roster.members }

    /// The authority and the monitor's certificate of a set with TLS.
    package var certificates: MongoCertificates? { site.certificates }

    /// The member of that name.
    package func member(_ name: String) throws -> MongoMember {
        guard let member = members.first(where: { $0.name == name }) else {
            throw LabError("there is no member \(name)")
        }
        return member
    }

    /// `mongodb://` with all members and the set's name, without user.
    package var uri: String {
        "mongodb://\(members.map(\.address).joined(separator: ","))/?replicaSet=\(name)"
    }

    /// The member that calls itself primary now; `nil` when none does. Members that do not answer are skipped.
    package func primaryName() -> String? {
        Self.primary(of: members)?.name
    }

    /// Waits for a primary and returns its name.
    @discardableResult
    package func waitForPrimary(within limit: Duration = .seconds(20)) throws -> String {
        var found: String?
        try waitUntil("a primary of \(name)", within: limit) {
            found = primaryName()
            return found != nil
        }
        return found ?? ""
    }

    /// Makes the primary step down for a minute, as soon as another member can follow; returns when one has.
    package func stepDown() throws {
        let old = try waitForPrimary()
        try member(old).command(#"{"replSetStepDown": 60, "secondaryCatchUpPeriodSecs": 10}"#)
        try waitUntil("another primary than \(old)") {
            guard let now = primaryName() else { return false }
            return now != old
        }
    }

    /// Waits until every running member reports itself as primary, secondary or arbiter.
    package func waitUntilComplete(within limit: Duration = .seconds(30)) throws {
        try waitUntil("all members of \(name) to be in their places", within: limit) {
            members.filter(\.isRunning).allSatisfy { Self.hello($0)?.isInPlace == true }
        }
    }

    /// Inserts `rate` documents a second into `lab.load`, following the primary; gaps while there is none.
    package func startLoad(rate: Int = 50) -> Load {
        let load = MongoLoad(interval: .seconds(1) / max(1, rate)) { [roster] in
            try Self.primary(of: roster.members)?.connection(within: .seconds(2))
        }
        lab.atEnd { load.stop() }
        return Load { load.stop() }
    }

    private struct Hello: Decodable {
        let isWritablePrimary: Bool?
        let secondary: Bool?
        let arbiterOnly: Bool?

        var isInPlace: Bool { isWritablePrimary == true || secondary == true || arbiterOnly == true }
    }

    static func primary(of members: [MongoMember]) -> MongoMember? {
        members.first { $0.isRunning && hello($0)?.isWritablePrimary == true }
    }

    private static func hello(_ member: MongoMember) -> Hello? {
        try? member.ask(#"{"hello": 1}"#, as: Hello.self, within: .milliseconds(500))
    }

    private func initiate(settings: [String: Int]) throws {
        let entries = members.enumerated().map { id, member in entry(of: member, id: id) }
        let limits = settings.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        guard let first = members.first(where: { !$0.isArbiter && $0.plan.priority > 0 }) else {
            throw LabError("\(name) has no member that can be primary")
        }
        // Before there are users, a connection from this machine may do this without authentication.
        _ = try first.connection(authenticated: false).run(
            """
            {"replSetInitiate": {"_id": "\(name)", "version": 1, "members": [\(entries.joined(separator: ", "))],
             "settings": {\(limits.joined(separator: ", "))}}}
            """)
    }

    /// The entry of a member in the configuration.
    func entry(of member: MongoMember, id: Int) -> String {
        member.plan.configuration(id: id, host: member.address, delayField: site.installation.delayField)
    }

    /// Adds a member to ``members``.
    func enlist(_ member: MongoMember) { roster.add(member) }
    func discharge(_ member: MongoMember) { roster.remove(member) }

    /// A server that is killed before its first checkpoint may refuse to start again, and after an initial sync it
    /// makes none before the majority commit point has advanced.
    private func checkpoint() throws {
        for member in members where !member.isArbiter && member.plan.delay == nil {
            try waitUntil("\(member.name) to make a checkpoint") {
                try self.member(try waitForPrimary()).command(#"{"appendOplogNote": 1, "data": {}}"#)
                try member.command(#"{"fsync": 1}"#)
                return true
            }
        }
    }

    private func createUsers() throws {
        let copies = members.count { !$0.isArbiter && $0.plan.delay == nil }
        let primary = try member(try waitForPrimary())
        try primary.connection(authenticated: false)
            .createUser("admin", password: "lab", role: "root", copies: copies)
        let administrator = try primary.connection()
        try administrator.createUser(
            Self.monitorUser, password: Self.monitorPassword, role: "clusterMonitor", copies: copies)
        if certificates != nil {
            try administrator.createUser(
                MongoCertificates.monitorSubject, password: nil, role: "clusterMonitor", copies: copies)
        }
    }
}

/// The members of a set, for its load too, which must not keep the set alive.
private final class Roster: Sendable {
    private let list = Mutex<[MongoMember]>([])

    var members: [MongoMember] { list.withLock { $0 } }

    func add(_ member: MongoMember) {
        list.withLock { $0.append(member) }
    }

    func remove(_ member: MongoMember) {
        list.withLock { $0.removeAll { $0 === member } }
    }
}
