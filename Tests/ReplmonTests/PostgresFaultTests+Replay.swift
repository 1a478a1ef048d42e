import ReplicationLab
import StatusAPI
import Testing

/// What keeps a standby that receives WAL from applying it, and what its readers do to the primary.
extension ServerTests.PostgresFaultTests {
    @Test(arguments: versions)
    func pausedReplay(version: Int) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let standby = try scene.cluster.node("db-b")
        let finding = try await scene.fault(
            "replay paused by command", shows: "PostgresReplayBlocked", on: "db-b"
        ) { try standby.pauseReplay() }
        #expect(finding.text.contains("paused"), "\(finding.text)")
        try await scene.heal { try standby.resumeReplay() }
    }

    /// The primary's new value is seen while it waits for a restart, before anything has happened to the standby, by a
    /// role that may read the files of settings.
    @Test(arguments: versions)
    func raisedMaxConnections(version: Int) async throws {
        let scene = try await FaultScene(version, .init(load: false, prepare: Self.letReadFiles))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        let warned = try await scene.fault(
            "max_connections to be raised by the primary's next restart", shows: "PostgresSettingsParity", on: "db-b",
            within: .seconds(40)
        ) { try primary.configure(["max_connections": "80"]) }
        #expect(warned.severity == "warning" && warned.text.contains("max_connections"), "\(warned.text)")
        #expect(warned.text.contains("80") && warned.text.contains("50"), "\(warned.text)")
        scene.leave(why: "not: the restart follows")

        let restarting = [
            "PostgresNodeDown db-a", "PostgresNoPrimary",
            "PostgresStandbyDisconnected db-b",
            "PostgresReplayBlocked db-b", "PostgresNodeDown db-b",
        ]
        let paused = try await scene.fault(
            "replay paused by raised max_connections", shows: "PostgresSettingsParity", on: "db-b",
            severity: "critical", also: restarting
        ) {
            try primary.stop()
            try primary.start()
        }
        #expect(paused.text.contains("max_connections") && paused.text.contains("paused"), "\(paused.text)")
        try await scene.heal {
            try standby.configure(["max_connections": "80"])
            try standby.stop()
            try standby.start()
        }
    }

    @Test(arguments: versions)
    func queryInTheWayOfReplay(version: Int) async throws {
        let nodes = Self.quickReports(["max_standby_streaming_delay": "-1"])
        let scene = try await FaultScene(version, .init(nodes: nodes, load: false, prepare: Self.makeRows))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        let reader = try #require(try standby.holdQuery(Self.reading).processIDs.first)
        let finding = try await scene.fault(
            "query on the standby against vacuum", shows: "PostgresReplayBlocked", on: "db-b"
        ) { try primary.sql(Self.vacuuming) }
        #expect(finding.text.contains("\(reader)") && finding.text.contains("held"), "\(finding.text)")
        try await scene.heal { try standby.sql("SELECT pg_terminate_backend(\(reader))") }
    }

    @Test(arguments: versions)
    func cancelledQuery(version: Int) async throws {
        let nodes = Self.quickReports(["max_standby_streaming_delay": "1s"])
        let scene = try await FaultScene(version, .init(nodes: nodes, load: false, prepare: Self.makeRows))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        let reader = try standby.holdQuery(Self.reading)
        let finding = try await scene.fault(
            "query cancelled for vacuum", shows: "PostgresRecoveryConflicts", on: "db-b",
            also: ["PostgresReplayBlocked db-b"]
        ) {
            try primary.sql(Self.vacuuming)
            try waitUntil("the query to be cancelled") {
                try standby.sql("SELECT state FROM pg_stat_activity WHERE application_name = 'held'") != "active"
            }
            // The server counts a cancelled query when its transaction is over.
            reader.release()
        }
        #expect(finding.text.contains("snapshot"), "\(finding.text)")
        scene.leave(why: "5 minutes later, by design")
    }

    /// Its `pg_last_xact_replay_timestamp()` is NULL, of which others make a lag of nothing, or of decades.
    @Test(arguments: versions)
    func restartBeforeTheFirstReplayedCommit(version: Int) async throws {
        let scene = try await FaultScene(version, .init(load: false))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        try primary.sql("CHECKPOINT")
        try scene.cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        let relay = try scene.cluster.link("db-a", "db-b")
        try await scene.fault(
            "standby restarted before its first replayed commit, link cut", shows: "PostgresStandbyDisconnected",
            on: "db-b", also: ["PostgresNodeDown db-b"]
        ) {
            relay.cut()
            try standby.stop()
            try primary.sql("CREATE TABLE unseen (n int)")
            try standby.start()
        }
        #expect(try standby.sql("SELECT pg_last_xact_replay_timestamp()").isEmpty)
        try await scene.wait("the standby's answer") { try $0.node("db-b").reachable }
        try await scene.watch(for: .seconds(3)) { status in
            let node = try status.node("db-b")
            let known = node.lagSeconds.map { $0 > 0 && $0 < 60 }
            #expect(known ?? (node.lagUnknownReason?.isEmpty == false), "\(node)")
            #expect(node.lagBytes != 0)
        }
        try await scene.heal { try relay.restore() }
        try await scene.wait("no lag") { try $0.node("db-b").lagSeconds == 0 && $0.node("db-b").lagBytes == 0 }
    }

    @Test(arguments: versions)
    func horizonHeldByAStandby(version: Int) async throws {
        let nodes = Self.quickReports(["hot_standby_feedback": "on"])
        let scene = try await FaultScene(
            version,
            .init(nodes: nodes, thresholds: ["PostgresXminHeld": "warning: 2s, critical: 1h"], prepare: Self.makeRows))
        defer { scene.end() }
        let standby = try scene.cluster.node("db-b")
        let finding = try await scene.fault(
            "xmin held by a standby's query", shows: "PostgresXminHeld", on: "db-a", within: .seconds(30)
        ) { _ = try standby.holdQuery(Self.reading) }
        #expect(finding.text.contains("db_b") || finding.text.contains("db-b"), "\(finding.text)")
        let pid = try standby.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'held'")
        #expect(!pid.isEmpty && finding.text.contains(pid), "\(finding.text)")
        try await scene.heal { try standby.sql("SELECT pg_terminate_backend(\(pid))") }
    }

    private static let reading = "SELECT count(*) FROM rows"
    private static let vacuuming = "DELETE FROM rows WHERE n < 500; VACUUM rows"

    private static func letReadFiles(_ cluster: PostgresCluster) throws {
        try cluster.primary.sql(
            """
            GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO replmon;
            GRANT SELECT ON pg_file_settings TO replmon
            """)
    }

    private static func makeRows(_ cluster: PostgresCluster) throws {
        try cluster.primary.sql("CREATE TABLE rows AS SELECT n FROM generate_series(1, 1000) n")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
    }
}
