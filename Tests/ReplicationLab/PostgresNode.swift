import Glibc
import Synchronization

/// One PostgreSQL server of a lab, and operations on it.
package final class PostgresNode: Sendable {
    /// How to shut the server down (`pg_ctl stop --mode`).
    package enum StopMode: Sendable {
        /// Ends sessions, sends the rest of the WAL to standbys, then shuts down cleanly.
        case fast
        /// Aborts; the next start recovers.
        case immediate
    }

    /// The node's name in its plan.
    package let name: String
    /// Its data directory.
    package let directory: String
    /// The relay of monitors, when the cluster has one.
    package let monitorRelay: Relay?

    let plan: PostgresNodePlan
    let lab: Lab
    let installation: PostgresInstallation
    private let login: String
    private let server: ServerProcess
    private let reservation: Port
    private let frozen = Mutex<[PostgresFreeze: [pid_t]]>([:])

    init(
        plan: PostgresNodePlan, installation: PostgresInstallation, monitorThroughRelay: Bool, login: String = "",
        in lab: Lab
    ) throws {
        self.plan = plan
        self.installation = installation
        self.login = login
        self.lab = lab
        name = plan.name
        directory = "\(lab.directory)/\(plan.name)"
        reservation = try Port()
        monitorRelay = monitorThroughRelay ? try Relay(to: reservation.number, in: lab) : nil
        let launch = installation.launch("postgres", ["-D", directory], in: directory)
        server = ServerProcess(name: plan.name, launch: launch, log: "\(lab.directory)/\(plan.name).log", in: lab)
    }

    /// The upstream it was planned with; `nil` for the primary.
    package var plannedUpstream: String? { plan.upstream }
    /// Always 127.0.0.1.
    package var host: String { "127.0.0.1" }
    /// The server's own port.
    package var port: Int { reservation.number }
    /// How a monitor connects (libpq), without user and database: through the node's relay when there is one, with the
    /// files for the cluster's authentication.
    package var conninfo: String { "host=\(host) port=\(monitorRelay?.port ?? port)\(login)" }
    /// The file that the server logs to.
    package var log: String { server.log }
    /// Whether the postmaster runs; a frozen one does.
    package var isRunning: Bool { server.isRunning }

    /// Runs SQL through psql as the superuser, past any relay: columns divided by `|`, rows by line ends.
    @discardableResult
    package func sql(_ query: String, database: String = "postgres", within limit: Duration = .seconds(30)) throws
        -> String
    {
        let connection = "host=\(host) port=\(port) user=postgres dbname=\(database) connect_timeout=10"
        let words = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", connection, "-f", "-"]
        return try Command.run(words, in: lab.directory, input: query, within: limit)
    }

    /// Starts the server and waits until it accepts connections.
    package func start() throws {
        try launch()
        try waitUntilReady()
    }

    /// Shuts the server down and waits for its end.
    package func stop(_ mode: StopMode = .fast) throws {
        try server.stop(mode == .fast ? SIGINT : SIGQUIT)
    }

    /// SIGKILL to the postmaster, then to every process of the server.
    package func kill() throws {
        try server.kill()
        frozen.withLock { $0 = [:] }
    }

    /// Stops processes with SIGSTOP until `thaw`.
    package func freeze(_ what: PostgresFreeze) throws {
        let processes = try processes(of: what)
        if processes.isEmpty { throw LabError("\(name) has no process to freeze for \(what)") }
        for process in processes { Glibc.kill(process, SIGSTOP) }
        frozen.withLock { $0[what, default: []] += processes }
    }

    /// Resumes frozen processes (SIGCONT).
    package func thaw(_ what: PostgresFreeze) {
        let processes = frozen.withLock { $0.removeValue(forKey: what) ?? [] }
        for process in processes { Glibc.kill(process, SIGCONT) }
    }

    /// Stops replay on a standby, until `resumeReplay` (`pg_wal_replay_pause`).
    package func pauseReplay() throws {
        try sql("SELECT pg_wal_replay_pause()")
        try waitUntil("replay on \(name) to pause") { try sql("SELECT pg_get_wal_replay_pause_state()") == "paused" }
    }

    /// Lets a paused standby replay again (`pg_wal_replay_resume`).
    package func resumeReplay() throws {
        try sql("SELECT pg_wal_replay_resume()")
    }

    /// Promotes a standby (`pg_promote`) without fencing the primary.
    package func promote() throws {
        guard try sql("SELECT pg_promote(true, 30)") == "t" else { throw LabError("\(name) was not promoted") }
    }

    /// Changes settings of `postgresql.conf`, which a running server rereads (not at once); some need a restart.
    package func configure(_ settings: [String: String]) throws {
        try FileText.write(Self.lines(settings), toFile: "\(directory)/postgresql.conf", append: true)
        if let pid = server.pid { Glibc.kill(pid, SIGHUP) }
    }

    /// Settings as lines of `postgresql.conf`.
    static func lines(_ settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }
            .map { name, value in "\(name) = '\(value.replacing("'", with: "''"))'\n" }.joined()
    }

    func launch() throws {
        try server.start()
    }

    /// The postmaster's own status, in the last line of its pid file (as `pg_ctl` reads it): "ready" or, on a standby,
    /// "standby". The first line distinguishes the file from that of a killed one.
    func waitUntilReady() throws {
        try server.waitUntilReady {
            let lines = try FileText.read(fromFile: "\(directory)/postmaster.pid").split(separator: "\n")
            guard let pid = lines.first.flatMap({ pid_t($0) }), pid == server.pid else { return false }
            let status = lines.last ?? ""
            return status.hasPrefix("ready") || status.hasPrefix("standby")
        }
    }

    private func processes(of what: PostgresFreeze) throws -> [pid_t] {
        let query: String
        switch what {
        case .server: return server.processes
        case .postmaster: return server.pid.map { [$0] } ?? []
        case .walSender(of: let standby):
            query = "SELECT pid FROM pg_stat_replication WHERE application_name = '\(standby)'"
        case .walReceiver: query = "SELECT pid FROM pg_stat_wal_receiver"
        case .startup: query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'startup'"
        }
        return try sql(query).split(separator: "\n").compactMap { pid_t($0) }
    }
}
