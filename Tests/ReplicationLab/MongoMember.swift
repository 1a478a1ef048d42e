import FoundationEssentials
import Glibc

/// One mongod of a replica set, and what can be done to it.
public final class MongoMember: Sendable {
    /// The member's name in its plan.
    public let name: String
    /// The port that the set's configuration names: the relay's when there is one, else the server's own.
    public var port: Int { relay?.port ?? reservation.number }
    /// Between everyone else (members and monitors) and this member, when the set was asked for relays.
    public let relay: Relay?

    let plan: MongoMemberPlan
    private let server: ServerProcess
    private let reservation: Port
    /// `user:password@` for commands, or empty.
    private let credentials: String

    init(
        plan: MongoMemberPlan, installation: MongoInstallation, replicaSet: String, keyFile: String?,
        throughRelay: Bool,
        in lab: Lab
    ) throws {
        self.plan = plan
        name = plan.name
        reservation = try Port()
        relay = throughRelay ? try Relay(to: reservation.number, in: lab) : nil
        credentials = keyFile == nil || plan.arbiter ? "" : "\(MongoReplicaSet.administrator)@"
        let directory = "\(lab.directory)/\(plan.name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let options = ["--port", "\(reservation.number)", "--replSet", replicaSet]
        var security = keyFile.map { ["--keyFile", $0] } ?? []
        if keyFile != nil && plan.arbiter {
            // Without users of its own it would let everyone on this machine read its status, as no real one does.
            security += ["--setParameter", "enableLocalhostAuthBypass=false"]
        }
        let launch = installation.launch(options: options + security, directory: directory)
        server = ServerProcess(name: plan.name, launch: launch, log: "\(directory).log", in: lab)
    }

    /// `127.0.0.1:port`, as in the set's configuration.
    public var address: String { "127.0.0.1:\(port)" }
    /// Whether it votes without data.
    public var isArbiter: Bool { plan.arbiter }
    /// The file that the server logs to.
    public var log: String { server.log }
    /// Whether the process is there; one that is frozen is.
    public var isRunning: Bool { server.isRunning }

    /// Runs a command, given as extended JSON, on this member, past any relay; returns the reply as relaxed extended
    /// JSON.
    ///
    /// With a key file it runs as the administrator, on an arbiter without authentication.
    @discardableResult
    public func command(
        _ command: String, database: String = "admin", within limit: Duration = .seconds(30)
    ) throws -> String {
        try connection(within: limit).run(command, database: database)
    }

    /// Starts the server and waits until it answers.
    public func start() throws {
        try launch()
        try waitUntilReady()
    }

    /// Shuts the server down cleanly (SIGTERM) and waits until it is gone.
    public func stop() throws {
        try server.stop(SIGTERM)
    }

    /// SIGKILL.
    public func kill() throws {
        try server.kill()
    }

    /// Stops the process with SIGSTOP: connections are accepted by the kernel only.
    public func freeze() {
        if let pid = server.pid { Glibc.kill(pid, SIGSTOP) }
    }

    /// Lets a frozen process go on.
    public func thaw() {
        if let pid = server.pid { Glibc.kill(pid, SIGCONT) }
    }

    func launch() throws {
        try server.start()
    }

    func waitUntilReady() throws {
        try server.waitUntilReady {
            try connection(within: .seconds(1), authenticated: false).run(#"{"ping": 1}"#).contains(#""ok""#)
        }
    }

    /// Reads the reply's fields that `Reply` names.
    func ask<Reply: Decodable>(_ command: String, as type: Reply.Type, within limit: Duration) throws -> Reply {
        let text = try connection(within: limit, authenticated: false).run(command)
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    func connection(within limit: Duration = .seconds(30), authenticated: Bool = true) throws -> MongoConnection {
        let timeouts = ["connect", "socket", "serverSelection"].map { "&\($0)TimeoutMS=\(limit.milliseconds)" }.joined()
        let user = authenticated ? credentials : ""
        return try MongoConnection(
            uri: "mongodb://\(user)127.0.0.1:\(reservation.number)/?directConnection=true"
                + "&heartbeatFrequencyMS=2147483647&retryReads=false&appname=lab" + timeouts)
    }
}
