import FoundationEssentials
import Glibc

/// One mongod of a replica set, and operations on it.
package final class MongoMember: Sendable {
    /// The member's name in its plan.
    package let name: String
    /// The port that the set's configuration names: the relay's when there is one, else the server's own.
    package var port: Int { relay?.port ?? reservation.number }
    /// The relay between all others (members and monitors) and this member, when the set has relays.
    package let relay: Relay?

    /// `host:port`, as in the set's configuration.
    package let address: String

    let plan: MongoMemberPlan
    private let server: ServerProcess
    private let reservation: Port
    /// `user:password@` for commands, or empty.
    private let credentials: String
    /// The options of a connection string for TLS, or empty.
    private let transport: String

    init(plan: MongoMemberPlan, site: MongoSite, in lab: Lab) throws {
        self.plan = plan
        name = plan.name
        reservation = try Port()
        relay = site.throughRelays ? try Relay(to: reservation.number, in: lab) : nil
        credentials = site.keyFile == nil || plan.arbiter ? "" : "\(MongoReplicaSet.administrator)@"
        transport = site.certificates.map { "&tls=true&tlsCAFile=\($0.authority)" } ?? ""
        address =
            site.pairs == nil
            ? "127.0.0.1:\(relay?.port ?? reservation.number)"
            : "\(MongoPairs.host(of: plan.name)):\(reservation.number)"
        let directory = "\(lab.directory)/\(plan.name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try site.pairs?.add(plan.name, port: reservation.number)
        try site.certificates?.issue(member: plan.name, expiresIn: plan.certificateExpiresIn)
        server = ServerProcess(
            name: plan.name, launch: try site.launch(plan, port: reservation.number, directory: directory),
            log: "\(directory).log", in: lab)
    }

    /// Whether it votes without data.
    package var isArbiter: Bool { plan.arbiter }
    /// The file that the server logs to.
    package var log: String { server.log }
    /// Whether the process exists; a frozen one does.
    package var isRunning: Bool { server.isRunning }

    /// Runs a command, given as extended JSON, on this member, past any relay; returns the reply as relaxed extended
    /// JSON.
    ///
    /// With a key file it runs as the administrator, on an arbiter without authentication.
    @discardableResult
    package func command(
        _ command: String, database: String = "admin", within limit: Duration = .seconds(30)
    ) throws -> String {
        try connection(within: limit).run(command, database: database)
    }

    /// The folder with its data, `rollback` below it included.
    package var directory: String { server.launch.directory }
    /// The server's process id; `nil` when it does not run.
    package var pid: Int32? { server.pid }

    /// Runs a command as ``command(_:database:within:)`` does and returns the reply's fields.
    @discardableResult
    package func reply(
        to command: String, database: String = "admin", within limit: Duration = .seconds(30)
    ) throws -> MongoDocument {
        try MongoDocument(json: try self.command(command, database: database, within: limit))
    }

    /// Starts the server and waits until it answers; `parameters` are for `--setParameter`, this time only, such as
    /// `failpoint.initialSyncHangBeforeCopyingDatabases`.
    package func start(parameters: [String: String] = [:]) throws {
        try launch(parameters: parameters)
        try waitUntilReady()
    }

    /// Kills the server when it runs, empties its folder and starts it, so that it copies everything from another
    /// member (initial sync). Returns when it answers, which is long before the copy is complete.
    package func startEmpty(parameters: [String: String] = [:]) throws {
        try kill()
        for entry in try FileManager.default.contentsOfDirectory(atPath: directory) {
            try FileManager.default.removeItem(atPath: "\(directory)/\(entry)")
        }
        try start(parameters: parameters)
    }

    /// Shuts the server down cleanly (SIGTERM) and waits for its end.
    package func stop() throws {
        try server.stop(SIGTERM)
    }

    /// SIGKILL.
    package func kill() throws {
        try server.kill()
    }

    /// Stops the process with SIGSTOP: connections are accepted by the kernel only.
    package func freeze() {
        if let pid = server.pid { Glibc.kill(pid, SIGSTOP) }
    }

    /// Resumes a frozen process (SIGCONT).
    package func thaw() {
        if let pid = server.pid { Glibc.kill(pid, SIGCONT) }
    }

    /// Puts a secondary into maintenance mode, in which it is RECOVERING, or ends that.
    package func setMaintenance(_ isOn: Bool) throws {
        try command(#"{"replSetMaintenance": \#(isOn)}"#)
    }

    /// Stops it from writing: replicated entries stay unapplied. Returns when it has stopped.
    package func fsyncLock() throws {
        try command(#"{"fsync": 1, "lock": true}"#)
    }

    /// Lets it write again.
    package func fsyncUnlock() throws {
        try command(#"{"fsyncUnlock": 1}"#)
    }

    /// Sets a fail point; `mode` and `data` are extended JSON. Needs a set with the parameter `enableTestCommands=1`.
    package func failPoint(_ name: String, mode: String = #""alwaysOn""#, data: String = "{}") throws {
        try command(#"{"configureFailPoint": "\#(name)", "mode": \#(mode), "data": \#(data)}"#)
    }

    func launch(parameters: [String: String] = [:]) throws {
        try server.start(MongoInstallation.words(parameters: parameters))
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
                + "&heartbeatFrequencyMS=2147483647&retryReads=false&appname=lab" + transport + timeouts)
    }
}
