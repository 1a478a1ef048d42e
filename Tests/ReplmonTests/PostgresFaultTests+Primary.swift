import ReplicationLab
import StatusAPI
import Testing

/// What a primary cannot do, and what it does not let replmon do.
extension ServerTests.PostgresFaultTests {
    @Test(arguments: versions)
    func stoppedSynchronousStandby(version: Int) async throws {
        let nodes = [
            PostgresNodePlan(name: "db-a", settings: ["synchronous_standby_names": "\"db-b\""]),
            PostgresNodePlan(name: "db-b", upstream: "db-a"),
        ]
        let thresholds = ["PostgresCommitsHanging": "warning: 1s, critical: 30s"]
        let scene = try await FaultScene(version, .init(nodes: nodes, thresholds: thresholds))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        let down = ["PostgresNodeDown db-b", "PostgresCommitsHanging db-a", "PostgresStandbyDisconnected db-b"]
        let writer = primary.startWriter()
        let degraded = try await scene.fault(
            "synchronous standby stopped", shows: "PostgresSynchronousDegraded", on: "db-a", also: down
        ) { try standby.stop() }
        #expect(degraded.text.contains("db-b"), "\(degraded.text)")
        let hanging = try await scene.wait("the commits") { $0.finds("PostgresCommitsHanging", node: "db-a") }
        print("hanging: \(hanging.finding("PostgresCommitsHanging", node: "db-a")?.text ?? "")")
        #expect(writer.attempted == writer.committed + 1)
        let before = writer.committed
        try await scene.heal { try standby.start() }
        try await eventually("commits") { writer.committed > before }
        writer.stop()
    }

    @Test(arguments: versions)
    func failingArchiver(version: Int) async throws {
        let nodes = [
            PostgresNodePlan(name: "db-a", settings: ["archive_mode": "on"]),
            PostgresNodePlan(name: "db-b", upstream: "db-a"),
        ]
        let scene = try await FaultScene(
            version, .init(nodes: nodes, prepare: { try $0.primary.archive(failing: false) }))
        defer { scene.end() }
        let primary = try scene.cluster.primary
        let finding = try await scene.fault("archive_command fails", shows: "PostgresArchiverFailing", on: "db-a") {
            try primary.archive(failing: true)
            try waitUntil("the command") { try primary.sql("SHOW archive_command") == "false" }
            try primary.switchWAL()
        }
        let failed = try primary.sql("SELECT last_failed_wal FROM pg_stat_archiver")
        #expect(!failed.isEmpty && finding.text.contains(failed), "\(finding.text)")
        try await scene.heal { try primary.archive(failing: false) }
    }

    /// The session lives on; the next login is refused, and that is no server that is down.
    @Test(arguments: versions)
    func rotatedPassword(version: Int) async throws {
        let scene = try await FaultScene(version, .init(authentication: .scram))
        defer { scene.end() }
        let (cluster, primary) = (scene.cluster, try scene.cluster.primary)
        try primary.rotatePassword(to: "another")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        try await scene.watch(for: .seconds(2)) { #expect($0.verdict == "ok") }
        let finding = try await scene.fault("password rotated", shows: "PostgresProbeRefused", on: "db-a") {
            try primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'replmon'")
        }
        #expect(finding.text.contains("password"), "\(finding.text)")
        let status = try await scene.daemon.status()
        #expect(try status.node("db-a").failure == "authentication" && status.node("db-b").reachable)
        try await scene.heal { try cluster.credentials?.writePassfile("another") }
    }

    @Test(arguments: versions)
    func exhaustedConnections(version: Int) async throws {
        let scene = try await FaultScene(version, .init(load: false))
        defer { scene.end() }
        let primary = try scene.cluster.primary
        let crowd = Crowd()
        try await scene.fault(
            "max_connections exhausted, replmon connected", shows: "PostgresConnectionsExhausted", on: "db-a"
        ) { try crowd.fill(primary) }
        try await scene.watch(for: .seconds(1)) { status in
            let node = try status.node("db-a")
            #expect(node.reachable)
        }
        try await scene.heal { crowd.leave() }

        let finding = try await scene.fault(
            "max_connections exhausted, replmon not connected", shows: "PostgresConnectionsExhausted", on: "db-a"
        ) {
            // Until its place is taken.
            try primary.setConnectionLimit(0)
            try primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'replmon'")
            try crowd.fill(primary)
            try primary.setConnectionLimit(-1)
        }
        #expect(finding.text.contains("replmon") || finding.text.contains("too many"), "\(finding.text)")
        #expect(try await scene.daemon.status().node("db-a").failure == "too_many_connections")
        try await scene.heal { crowd.leave() }
    }

    /// Every blind spot is named, and nothing is made of what is hidden.
    @Test(arguments: versions)
    func roleWithoutMonitor(version: Int) async throws {
        let grant = { (cluster: PostgresCluster) in
            try cluster.primary.sql("GRANT pg_monitor TO replmon_bare")
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        }
        let scene = try await FaultScene(version, .init(user: "user=replmon_bare", prepare: grant))
        defer { scene.end() }
        let primary = try scene.cluster.primary
        let finding = try await scene.fault(
            "role without pg_monitor", shows: "PostgresPrivilegeMissing", on: "db-a",
            also: ["PostgresPrivilegeMissing db-b"], within: .seconds(40)
        ) { try primary.sql("REVOKE pg_monitor FROM replmon_bare") }
        #expect(finding.text.contains("pg_monitor"), "\(finding.text)")
        print("blind: \(finding.text)")
        try await scene.watch(for: .seconds(2)) { status in
            let roles = try ["db-a", "db-b"].map { try status.node($0).role }
            #expect(roles == ["primary", "standby"])
        }
        try await scene.heal { try primary.sql("GRANT pg_monitor TO replmon_bare") }
    }
}
