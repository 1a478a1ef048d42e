import Glibc
import ReplicationLab
import ReplmonCtl
import StatusAPI

/// The clusters, the replmon that watches them, and the acts of the demo.
final class DemoStage: Sendable {
    /// Every act, in order.
    static let acts: [@Sendable (DemoStage) -> @Sendable () async throws -> Void] = [
        { stage in { try await stage.cutLink() } }, { stage in { try await stage.stepDown() } },
        { stage in { try await stage.killStandby() } }, { stage in { try await stage.killMember() } },
    ]

    private let lab: Lab
    private let binary: String
    private let narrator: Narrator
    private let postgres: PostgresCluster
    private let mongo: MongoReplicaSet
    private let daemon: LabProgram
    private let loads: [Load]
    private let configuration: String

    private var socket: String { "\(lab.directory)/control.sock" }
    private var client: DaemonClient { DaemonClient(socket: socket) }

    init(lab: Lab, replmon: String, narrator: Narrator) throws {
        self.lab = lab
        self.narrator = narrator
        binary = replmon
        postgres = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 2))
        mongo = try MongoReplicaSet(in: lab)
        loads = [try postgres.startLoad(rate: 20), mongo.startLoad(rate: 20)]
        configuration = "\(lab.directory)/replmon.yml"
        try LabConfiguration(postgres: postgres, mongo: mongo, lab: lab, isDemo: true).write(to: configuration)
        daemon = try LabProgram(name: "replmon", command: [replmon, "run", "--config", configuration], in: lab)
    }

    /// Starts replmon and shows two healthy clusters.
    func open() async throws {
        let start = ContinuousClock.now
        try daemon.start()
        try await waitUntilWell()
        narrator.seen(after: Self.seconds(since: start), "replmon is started and says: orders ok, media ok")
        narrator.say("   (polls every second; alerts fire after 2 s here, so that nobody has to wait)")
        try showTable()
    }

    /// Ends replmon; returns the seconds that this took.
    func close() throws -> String {
        for load in loads { try load.stop() }
        return Self.printed(try daemon.stop())
    }

    /// Commands to try by hand.
    func explain() {
        narrator.title("Left running. To try:")
        narrator.say(
            """
               \(binary) ctl --help
               \(binary) ctl status --socket \(socket)
               curl --unix-socket \(socket) http://replmon/api/v1/status
               http://127.0.0.1:\(LabConfiguration.demoPort)/    http://127.0.0.1:\(LabConfiguration.demoPort)/metrics
               configuration: \(configuration)    log: \(daemon.log)
            Ctrl-C ends and removes everything.
            """)
    }

    private func cutLink() async throws {
        narrator.title("The link db-a → db-c is cut while the primary writes")
        let relay = try postgres.link("db-a", "db-c")
        try await act(
            cluster: "orders", alert: "PostgresStandbyDisconnected", node: "db-c",
            fault: { relay.cut() }, healing: { try relay.restore() })
    }

    private func stepDown() async throws {
        narrator.title("The MongoDB primary steps down (replSetStepDown)")
        let stepped = try mongo.waitForPrimary()
        let old = try mongo.member(stepped).address
        let start = ContinuousClock.now
        try mongo.stepDown()
        // It would refuse to be elected for a minute, which is too long for the last act.
        try mongo.member(stepped).command(#"{"replSetFreeze": 0}"#)
        var new: String?
        try await waitUntil("a new primary in the status", within: .seconds(30), poll: .milliseconds(10)) {
            let media = try await cluster("media")
            new = media.nodes.first { $0.role == "primary" && $0.name != old }?.name
            return new != nil && media.nodes.contains { $0.name == old && $0.role == "secondary" }
        }
        narrator.seen(after: Self.seconds(since: start), "primary \(old) → \(new ?? "?"); no alert: elections happen")
        try await waitUntilWell()
        narrator.seen(after: Self.seconds(since: start), "orders ok, media ok")
    }

    private func killStandby() async throws {
        narrator.title("The standby db-b is killed (kill -9)")
        let standby = try postgres.node("db-b")
        try await act(
            cluster: "orders", alert: "PostgresNodeDown", node: "db-b",
            fault: { try standby.kill() }, healing: { try standby.start() })
    }

    private func killMember() async throws {
        narrator.title("The MongoDB primary is killed (kill -9)")
        let member = try mongo.member(mongo.waitForPrimary())
        try await act(
            cluster: "media", alert: "MongoMajorityLost", node: nil,
            fault: { try member.kill() }, healing: { try member.start() })
    }

    /// One fault: seen, announced, shown, healed, resolved.
    private func act(
        cluster name: String, alert: String, node: String?, fault: () throws -> Void, healing: () throws -> Void
    ) async throws {
        var start = ContinuousClock.now
        try fault()
        try await waitUntil("\(alert) to be found", within: .seconds(60), poll: .milliseconds(10)) {
            try await cluster(name).findings.contains { $0.alert == alert && $0.node == node }
        }
        let verdict = try await cluster(name)
        narrator.seen(after: Self.seconds(since: start), "\(name) \(verdict.verdict): \(verdict.summary)")
        try await waitUntil("\(alert) to fire", within: .seconds(60), poll: .milliseconds(20)) {
            try await status().alerts.contains { $0.name == alert && $0.node == node && $0.state == "firing" }
        }
        narrator.seen(after: Self.seconds(since: start), "alert \(alert) fires")
        try showTable(of: name)
        start = ContinuousClock.now
        try healing()
        try await waitUntilWell()
        narrator.say("   healed:")
        let note =
            try await cluster(name).findings.isEmpty ? "" : "; the past event is reported for a while"
        narrator.seen(after: Self.seconds(since: start), "all well; \(alert) resolved" + note)
    }

    /// Nothing is wrong now; past events may still be reported.
    private func waitUntilWell() async throws {
        let past = ["MongoElection", "MongoRollback"]
        try await waitUntil("both clusters to be well", within: .seconds(60), poll: .milliseconds(20)) {
            let status = try await status()
            let active = status.alerts.contains { $0.state != "resolved" && !past.contains($0.name) }
            // A fresh secondary is healthy before it has a sync source; the demo waits for that.
            let live = status.clusters.flatMap(\.links).allSatisfy { $0.state == "streaming" }
            let isWell = status.clusters.allSatisfy { cluster in
                cluster.verdict == "ok"
                    || !cluster.findings.isEmpty && cluster.findings.allSatisfy { past.contains($0.alert) }
            }
            return status.clusters.count == 2 && isWell && live && !active
        }
    }

    private func status() async throws -> StatusDocument {
        try Task.checkCancellation()
        return try await client.status().document
    }

    private func cluster(_ name: String) async throws -> StatusDocument.Cluster {
        guard let cluster = try await status().clusters.first(where: { $0.name == name }) else {
            throw LabError("replmon does not know the cluster \(name)")
        }
        return cluster
    }

    private func showTable(of cluster: String? = nil) throws {
        var command = [binary, "ctl", "status", "--socket", socket]
        if let cluster { command.append(cluster) }
        if isatty(STDOUT_FILENO) == 1 { command.append("--color=always") }
        let table = try LabProgram.run(command, in: lab).output
        narrator.say("\n   $ replmon ctl status\(cluster.map { " \($0)" } ?? "")")
        narrator.say(
            table.split(separator: "\n", omittingEmptySubsequences: false).map { "   \($0)" }.joined(separator: "\n"))
    }

    private static func seconds(since start: ContinuousClock.Instant) -> String {
        printed(ContinuousClock.now - start)
    }

    private static func printed(_ duration: Duration) -> String {
        let hundredths = duration.components.seconds * 100 + duration.components.attoseconds / 10_000_000_000_000_000
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}
