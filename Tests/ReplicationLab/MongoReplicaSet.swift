import FoundationEssentials
import Synchronization

/// A replica set of real mongods on 127.0.0.1.
///
/// With a key file it has the users `admin` (root) and `replmon` (`clusterMonitor`), both in the database `admin`.
public final class MongoReplicaSet: Sendable {
    /// The user that monitors log in as when the set has a key file.
    public static let monitorUser = "replmon"
    /// That user's password.
    public static let monitorPassword = "lab-monitor"
    /// Quick elections and heartbeats; `settings` of the replica set configuration.
    public static let quickSettings = [
        "electionTimeoutMillis": 1500, "heartbeatIntervalMillis": 300, "heartbeatTimeoutSecs": 2,
    ]

    /// The set's name, `_id` of its configuration.
    public let name: String
    /// The members in the order of their plans, which is that of their `_id`.
    public let members: [MongoMember]

    /// Whether members and clients authenticate (the set has a key file).
    public let wantsAuthentication: Bool

    static let administrator = "admin:lab"
    private let lab: Lab

    /// Starts all members, initiates the set and returns when there is a primary and every member is in its place.
    public init(
        in lab: Lab, version: String = "6.0.5", name: String = "rs0",
        members plans: [MongoMemberPlan] = MongoMemberPlan.primarySecondaryArbiter, keyFile: Bool = false,
        relays: Bool = false, settings: [String: Int] = MongoReplicaSet.quickSettings
    ) throws {
        self.lab = lab
        self.name = name
        wantsAuthentication = keyFile
        let installation = try MongoInstallation(version: version)
        let key = keyFile ? "\(lab.directory)/\(name).key" : nil
        if let key { try FileText.write("YSBrZXkgdGhhdCBpcyBubyBzZWNyZXQ=", toFile: key, mode: 0o400) }
        members = try plans.map { plan in
            try MongoMember(
                plan: plan, installation: installation, replicaSet: name, keyFile: key, throughRelay: relays, in: lab)
        }
        for member in members { try member.launch() }
        for member in members { try member.waitUntilReady() }
        try initiate(delayField: installation.delayField, settings: settings)
        try waitUntil("a primary of \(name)", poll: .milliseconds(20)) { primaryName() != nil }
        if keyFile { try createUsers() }
        try waitUntilComplete()
    }

    /// The member of that name.
    public func member(_ name: String) throws -> MongoMember {
        guard let member = members.first(where: { $0.name == name }) else {
            throw LabError("there is no member \(name)")
        }
        return member
    }

    /// `mongodb://` with all members and the set's name, without user.
    public var uri: String {
        "mongodb://\(members.map(\.address).joined(separator: ","))/?replicaSet=\(name)"
    }

    /// The member that calls itself primary now; `nil` when none does. Members that do not answer are passed over.
    public func primaryName() -> String? {
        Self.primary(of: members)?.name
    }

    /// Waits for a primary and returns its name.
    @discardableResult
    public func waitForPrimary(within limit: Duration = .seconds(20)) throws -> String {
        var found: String?
        try waitUntil("a primary of \(name)", within: limit) {
            found = primaryName()
            return found != nil
        }
        return found ?? ""
    }

    /// Makes the primary step down for a minute, as soon as another member can follow; returns when one has.
    public func stepDown() throws {
        let old = try waitForPrimary()
        try member(old).command(#"{"replSetStepDown": 60, "secondaryCatchUpPeriodSecs": 10}"#)
        try waitUntil("another primary than \(old)") {
            guard let now = primaryName() else { return false }
            return now != old
        }
    }

    /// Waits until every running member is primary, secondary or arbiter, and says so itself.
    public func waitUntilComplete(within limit: Duration = .seconds(30)) throws {
        try waitUntil("all members of \(name) to be in their places", within: limit) {
            members.filter(\.isRunning).allSatisfy { Self.hello($0)?.isInPlace == true }
        }
    }

    /// Inserts `rate` documents a second into `lab.load`, following the primary; gaps while there is none.
    public func startLoad(rate: Int = 50) -> Load {
        let load = MongoLoad(interval: .seconds(1) / max(1, rate)) { [members] in
            try Self.primary(of: members)?.connection(within: .seconds(2))
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

    private static func primary(of members: [MongoMember]) -> MongoMember? {
        members.first { $0.isRunning && hello($0)?.isWritablePrimary == true }
    }

    private static func hello(_ member: MongoMember) -> Hello? {
        try? member.ask(#"{"hello": 1}"#, as: Hello.self, within: .milliseconds(500))
    }

    private func initiate(delayField: String, settings: [String: Int]) throws {
        let entries = members.enumerated().map { id, member in
            member.plan.configuration(id: id, host: member.address, delayField: delayField)
        }
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

    private func createUsers() throws {
        let primary = try member(try waitForPrimary())
        let connection = try primary.connection(authenticated: false)
        for (user, password, role) in [
            ("admin", "lab", "root"), (Self.monitorUser, Self.monitorPassword, "clusterMonitor"),
        ] {
            let by = user == "admin" ? connection : try primary.connection()
            _ = try by.run(
                #"{"createUser": "\#(user)", "pwd": "\#(password)", "roles": ["\#(role)"], "writeConcern": {"w": 1}}"#)
        }
    }
}
