import FoundationEssentials
import Synchronization

/// A primary and its standbys, each standby connected to its upstream through a relay.
///
/// Roles: `postgres` (superuser), `replmon` (`pg_monitor`), `replmon_bare` (nothing), `replmon_replication`
/// (`pg_monitor` and `REPLICATION`), `standby`; all log in from 127.0.0.1 without a password.
package final class PostgresCluster: Sendable {
    /// How monitors log in, unless the cluster uses trust.
    package let credentials: PostgresCredentials?

    private let lab: Lab
    private let installation: PostgresInstallation
    private let monitorThroughRelay: Bool
    private let members: Mutex<[PostgresNode]>
    private let links: Mutex<[Link: Relay]> = Mutex([:])

    private struct Link: Hashable {
        let upstream: String
        let downstream: String
    }

    /// Starts all nodes and returns when every standby streams. The first plan without an upstream is the primary.
    package init(
        in lab: Lab, version: Int = 15, nodes plans: [PostgresNodePlan] = PostgresNodePlan.group(standbys: 1),
        monitorThroughRelay: Bool = false, authentication: PostgresAuthentication = .trust
    ) throws {
        self.lab = lab
        self.monitorThroughRelay = monitorThroughRelay
        installation = try PostgresInstallation(version: version, in: lab)
        credentials = try PostgresCredentials(authentication, for: installation, in: lab)
        members = Mutex([])
        for plan in plans { _ = try join(plan) }
        try makeDataDirectories()
        for node in nodes { try node.launch() }
        for node in nodes { try node.waitUntilReady() }
        for node in nodes { try makeSlot(for: node, at: node.plan.upstream) }
        for node in nodes where node.plan.upstream != nil { try waitUntilStreaming(node.name) }
        try setPasswords()
    }

    /// The nodes in the order of their plans, then those that were added.
    package var nodes: [PostgresNode] { members.withLock { $0 } }

    /// The node of this name.
    package func node(_ name: String) throws -> PostgresNode {
        guard let node = nodes.first(where: { $0.name == name }) else { throw LabError("there is no node \(name)") }
        return node
    }

    /// The node that was planned as the primary.
    package var primary: PostgresNode {
        get throws {
            guard let node = nodes.first(where: { $0.plan.upstream == nil }) else {
                throw LabError("no primary planned")
            }
            return node
        }
    }

    /// The relay that `downstream` connects to `upstream` through.
    package func link(_ upstream: String, _ downstream: String) throws -> Relay {
        let link = Link(upstream: upstream, downstream: downstream)
        guard let relay = links.withLock({ $0[link] }) else {
            throw LabError("\(downstream) does not stream from \(upstream)")
        }
        return relay
    }

    /// Changes a node's upstream, through a new relay; a node that is down becomes a standby when it starts.
    package func follow(_ downstream: String, upstream: String) throws {
        let node = try node(downstream)
        try makeSlot(for: node, at: upstream)
        try node.configure(try standbySettings(for: node, upstream: upstream))
        if !node.isRunning { try markStandby(node) }
    }

    /// Makes a former primary a standby of another node without `pg_rewind`, as a careless operator does: it is shut
    /// down, configured for its new upstream and started. Its own diverged WAL stays in it.
    package func rejoinAsStandby(_ name: String, of upstream: String) throws {
        let node = try node(name)
        try node.stop()
        try follow(name, upstream: upstream)
        try node.start()
    }

    /// Adds a standby made by the real `pg_basebackup` through the node's relay, and starts it.
    ///
    /// Returns when the copy is made and the server is launched: it must still become consistent and catch up.
    /// - Parameter maxRate: of the copy, in kB per second; the longer it takes, the more WAL there is to replay.
    @discardableResult
    package func addStandby(_ plan: PostgresNodePlan, maxRate: Int? = nil) throws -> PostgresNode {
        let node = try join(plan)
        try copyUpstream(to: node, maxRate: maxRate)
        return node
    }

    /// Rebuilds a standby, as `addStandby` does, from its planned upstream: the remedy when its WAL is gone. Its slot
    /// there is created again too.
    package func rebuild(_ name: String, maxRate: Int? = nil) throws {
        let node = try node(name)
        if node.isRunning { try node.stop(.immediate) }
        try FileManager.default.removeItem(atPath: node.directory)
        if let upstream = node.plan.upstream, node.plan.slot { try self.node(upstream).dropSlot(node.plan.slotName) }
        try copyUpstream(to: node, maxRate: maxRate)
    }

    /// Waits until a standby's WAL receiver streams.
    package func waitUntilStreaming(_ name: String) throws {
        let node = try node(name)
        try waitUntil("\(name) to stream; its log is \(node.log)", poll: .milliseconds(10)) {
            try node.sql("SELECT status FROM pg_stat_wal_receiver") == "streaming"
        }
    }

    /// Waits until every node that streams has replayed what the primary has written by now.
    package func waitUntilReplayed(from primary: String, on standbys: [String]) throws {
        let position = try node(primary).sql("SELECT pg_current_wal_lsn()")
        for standby in try standbys.map(node) {
            try waitUntil("\(standby.name) to replay \(position)", poll: .milliseconds(10)) {
                try standby.sql("SELECT pg_last_wal_replay_lsn() >= '\(position)'") == "t"
            }
        }
    }

    /// Starts pgbench's simple updates on the primary: `clients` sessions, together `rate` transactions per second.
    package func startLoad(clients: Int = 2, rate: Int = 50) throws -> Load {
        let primary = try primary
        let connection = ["-h", primary.host, "-p", "\(primary.port)", "-U", "postgres", "postgres"]
        try installation.run("pgbench", ["-i", "-q", "-s", "1"] + connection)
        let timing = ["-N", "-n", "-c", "\(clients)", "-R", "\(rate)", "-T", "86400"]
        return try startProgram("pgbench", timing + connection)
    }

    /// Starts one of this version's own programs (`pg_receivewal`, …) in an empty folder, which also gets its output.
    package func startProgram(_ name: String, _ arguments: [String]) throws -> Load {
        let directory = "\(lab.directory)/\(name)-\(UInt32.random(in: 0 ... .max))"
        try installation.makeDirectory(directory)
        let launch = installation.launch(name, arguments, in: directory)
        let process = ServerProcess(name: name, launch: launch, log: "\(directory).log", in: lab)
        try process.start()
        return Load { try process.kill() }
    }

    private func join(_ plan: PostgresNodePlan) throws -> PostgresNode {
        let node = try PostgresNode(
            plan: plan, installation: installation, monitorThroughRelay: monitorThroughRelay,
            login: credentials?.conninfo ?? "", in: lab)
        members.withLock { $0.append(node) }
        return node
    }

    private func copyUpstream(to node: PostgresNode, maxRate: Int?) throws {
        guard let upstream = node.plan.upstream else { throw LabError("the plan of \(node.name) names no upstream") }
        try makeSlot(for: node, at: upstream)
        let settings = try standbySettings(for: node, upstream: upstream)
        let source = "host=127.0.0.1 port=\(try link(upstream, node.name).port) user=standby"
        try installation.makeDirectory(node.directory)
        var words = ["-D", node.directory, "-d", source, "-X", "stream", "--checkpoint=fast", "--no-sync"]
        if node.plan.slot { words += ["-S", node.plan.slotName] }
        if let maxRate { words += ["--max-rate", "\(maxRate)"] }
        try installation.run("pg_basebackup", words, within: .seconds(600))
        // The copy has its upstream's configuration.
        try FileText.write(PostgresNode.lines(configuration), toFile: "\(node.directory)/postgresql.conf")
        try configure(node, asStandbyWith: settings)
        try node.launch()
    }

    private func makeDataDirectories() throws {
        let primary = try primary
        try installation.makeDataDirectory(primary.directory, configuration: PostgresNode.lines(configuration))
        try credentials?.install(into: primary.directory, of: installation)
        for node in nodes where node !== primary {
            try installation.copyDataDirectory(primary.directory, to: node.directory)
        }
        for node in nodes {
            let settings = try node.plan.upstream.map { try standbySettings(for: node, upstream: $0) }
            try configure(node, asStandbyWith: settings)
        }
    }

    /// The node's own settings, then those of its plan.
    private func configure(_ node: PostgresNode, asStandbyWith settings: [String: String]?) throws {
        try node.configure(["port": "\(node.port)", "cluster_name": node.name])
        if let settings {
            try node.configure(settings)
            try markStandby(node)
        }
        try node.configure(node.plan.settings)
    }

    /// The monitors' roles; the copies of the primary have them once they have replayed it.
    private func setPasswords() throws {
        guard let password = credentials?.password else { return }
        for role in PostgresInstallation.monitorRoles { try primary.rotatePassword(of: role, to: password) }
        let standbys = nodes.map(\.name).filter { $0 != (try? primary.name) }
        try waitUntilReplayed(from: primary.name, on: standbys)
    }

    private var configuration: [String: String] {
        Self.settings.merging(credentials?.settings ?? [:]) { $1 }
    }

    /// Small and quick; settings that affect replication have PostgreSQL's defaults, except for the pause between
    /// attempts.
    private static let settings = [
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "wal_level": "replica", "hot_standby": "on",
        "max_wal_senders": "10", "max_replication_slots": "10", "wal_retrieve_retry_interval": "200ms",
        "max_connections": "50", "shared_buffers": "16MB", "min_wal_size": "32MB", "fsync": "off",
        // In the data directory, not in /dev/shm, where a killed server leaves it.
        "dynamic_shared_memory_type": "mmap",
        "log_line_prefix": "%m [%p] ",
    ]

    private func standbySettings(for node: PostgresNode, upstream: String) throws -> [String: String] {
        let relay = try Relay(to: try self.node(upstream).port, in: lab)
        links.withLock { $0[Link(upstream: upstream, downstream: node.name)] = relay }
        var settings = [
            "primary_conninfo": "host=127.0.0.1 port=\(relay.port) user=standby",
            "primary_slot_name": node.plan.slot ? node.plan.slotName : "",
        ]
        if let delay = node.plan.applyDelay { settings["recovery_min_apply_delay"] = "\(delay.milliseconds)ms" }
        return settings
    }

    private func markStandby(_ node: PostgresNode) throws {
        try FileText.write("", toFile: "\(node.directory)/standby.signal")
    }

    private func makeSlot(for node: PostgresNode, at upstream: String?) throws {
        guard let upstream, node.plan.slot else { return }
        let slot = node.plan.slotName
        try self.node(upstream).sql(
            """
            SELECT pg_create_physical_replication_slot('\(slot)', true)
            WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '\(slot)')
            """)
    }
}
