import ReplicationLab
import ReplmonCtl
import StatusAPI
import Synchronization

/// The cluster, the two monitors that watch it, and their output.
final class CompareStage: Sendable {
    let cluster: PostgresCluster

    private let narrator: Narrator
    private let daemon: LabProgram
    private let client: DaemonClient
    private let exporters: [(node: String, exporter: Exporter)]
    private let load = Mutex<Load?>(nil)

    init(lab: Lab, replmon: String, version: Int, narrator: Narrator) throws {
        self.narrator = narrator
        narrator.say(
            """
            Of the exporter's lines, pg_replication_lag is by the query in Debian's example file, pg_replication_lag_seconds
            and the other two by the query of the exporter's current release.

            """)
        narrator.say("Starting PostgreSQL \(version) with two standbys, replmon and an exporter per node …")
        let cluster = try PostgresCluster(in: lab, version: version, nodes: PostgresNodePlan.group(standbys: 2))
        self.cluster = cluster
        let configuration = "\(lab.directory)/replmon.yml"
        try LabConfiguration(postgres: cluster, mongo: nil, lab: lab, isDemo: true, user: "replmon_replication")
            .write(to: configuration)
        daemon = try LabProgram(name: "replmon", command: [replmon, "run", "--config", configuration], in: lab)
        client = DaemonClient(socket: "\(lab.directory)/control.sock")
        exporters = try cluster.nodes.map { ($0.name, try Exporter(for: $0, in: lab)) }
        try write()
    }

    /// Starts replmon and waits until both monitors answer.
    func open() async throws {
        try daemon.start()
        try await waitUntil("replmon to be ok", within: .seconds(60)) { try await orders().verdict == "ok" }
        for (node, exporter) in exporters {
            try waitUntil("the exporter on \(node)") { try exporter.lines().contains("pg_up 1") }
        }
    }

    /// Writes to the primary until `rest`.
    func write() throws {
        let started = try cluster.startLoad(rate: 50)
        load.withLock { $0 = started }
    }

    /// Stops writing.
    func rest() throws {
        let started = load.withLock { load in
            defer { load = nil }
            return load
        }
        try started?.stop()
    }

    /// Causes one fault, prints the output of both some time later, and repairs it.
    func show(_ fault: ComparedFault, settle: Duration) async throws {
        narrator.title(fault.title)
        try fault.fault(self)
        let start = ContinuousClock.now
        let found = try await firstFinding(of: fault.alert, since: start)
        try await scrape(until: start + settle)
        narrator.say("   looked at \(Self.seconds(ContinuousClock.now - start)) after the fault was complete\n")
        showTruth(about: fault.node)
        try showExporters(about: fault.node)
        try await showReplmon(found: found)
        guard let healing = fault.healing else { return }
        try healing(self)
        try await waitUntilHealed()
    }

    /// How long replmon took to find it; `nil` when it did not within a minute.
    private func firstFinding(of alert: String, since start: ContinuousClock.Instant) async throws -> Duration? {
        do {
            try await waitUntil(alert, within: .seconds(60), poll: .milliseconds(20)) {
                try Task.checkCancellation()
                return try await orders().findings.contains { $0.alert == alert }
            }
        } catch is LabError {
            return nil
        }
        return ContinuousClock.now - start
    }

    /// Scrapes as Prometheus does, so that the scrape that is shown is not the first after the server's restart.
    private func scrape(until end: ContinuousClock.Instant) async throws {
        repeat {
            for (_, exporter) in exporters { _ = try? exporter.lines() }
            try await Task.sleep(until: min(end, .now + .seconds(5)), clock: .continuous)
        } while ContinuousClock.now < end
    }

    /// The servers' own answers, independent of both monitors.
    private func showTruth(about name: String) {
        guard let primary = try? cluster.primary, let node = try? cluster.node(name) else { return }
        let written = try? primary.sql("SELECT pg_current_wal_lsn()")
        let position = "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END"
        guard let written, let reached = try? node.sql("SELECT \(position)"),
            let missing = try? primary.sql("SELECT pg_wal_lsn_diff('\(written)', '\(reached)')")
        else { return }
        narrator.say(
            "   the servers   \(primary.name) is at \(written), \(name) at \(reached): \(missing) bytes apart\n")
    }

    private func showExporters(about name: String) throws {
        narrator.say("   prometheus-postgres-exporter")
        for (node, exporter) in exporters where ["db-a", name].contains(node) {
            let lines = (try? exporter.lines()) ?? ["(no answer)"]
            narrator.say(lines.map { "      on \(node)   \($0)" }.joined(separator: "\n"))
        }
    }

    private func showReplmon(found: Duration?) async throws {
        let orders = try await orders()
        let time =
            found.map { "it found this \(Self.seconds($0)) after the fault was complete" }
            ?? "it did not find this in 60 s"
        narrator.say("\n   replmon (\(time))")
        narrator.say("      \(orders.verdict)   \(orders.summary)")
        for finding in orders.findings {
            narrator.say(
                "      \(finding.alert) \(finding.node ?? orders.name) (\(finding.severity)): \(finding.summary)")
        }
        for node in orders.nodes {
            narrator.say("      \(node.name)   \(node.role)   \(Self.lag(of: node))")
        }
        for link in orders.links {
            narrator.say("      \(link.upstream ?? "?") → \(link.downstream)   \(link.state)")
        }
    }

    private static func lag(of node: StatusDocument.Node) -> String {
        if let reason = node.lagUnknownReason { return "lag unknown: \(reason)" }
        guard let seconds = node.lagSeconds else { return "" }
        let bound = node.lagErrorBoundSeconds.map { " ± \($0)" } ?? ""
        return "lag \(seconds)\(bound) s" + (node.lagBytes.map { ", \($0) bytes" } ?? "")
    }

    /// A finding that stays is printed and not waited for: a lost slot, for example, is reported until someone
    /// acknowledges it.
    private func waitUntilHealed() async throws {
        do {
            try await waitUntil("the cluster to be ok", within: .seconds(60)) {
                try Task.checkCancellation()
                return try await orders().verdict == "ok"
            }
            narrator.say("\n   repaired: replmon says ok")
        } catch is LabError {
            let rest = try await orders().findings.map { "\($0.alert) \($0.node ?? "")" }
            narrator.say("\n   repaired; replmon still says: \(rest.joined(separator: ", "))")
        }
    }

    private func orders() async throws -> StatusDocument.Cluster {
        try Task.checkCancellation()
        guard let cluster = try await client.status().document.clusters.first else {
            throw LabError("replmon watches no cluster")
        }
        return cluster
    }

    private static func seconds(_ duration: Duration) -> String {
        let tenths =
            (duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
