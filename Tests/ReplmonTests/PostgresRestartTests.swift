import ReplicationLab
import StatusAPI
import Testing

/// Standbys of an idle primary that are restarted: nothing is wrong, and nothing is said. Ten restarts under replmon's own
/// cadence take longer than other tests of real servers may.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct PostgresRestartTests {
    /// How often the standbys are restarted, and for how long replmon is watched after each time.
    ///
    /// `REPLMON_LONG_TESTS=1` restarts ten times under replmon's own cadence and rules, with the servers' defaults.
    /// Otherwise the status interval of the WAL receivers and the alerts' `for` are one second, so that what could fire
    /// fires within the shorter time.
    private static let (rounds, watch): (Int, Duration) =
        LookAlikeWatch.isLong ? (10, .seconds(40)) : (2, .seconds(8))

    /// One standby of the primary and one below it, restarted together while the primary is idle and all are level.
    /// The new WAL receivers show the start of their segment as received, for as long as nothing is written. Between
    /// two rounds replmon is restarted too.
    @Test("restarted standbys of an idle primary raise no alert", arguments: Lab.postgresVersions)
    func restartedWhileIdle(version: Int) async throws {
        let lab = try Lab()
        defer { lab.end() }
        let plans = PostgresNodePlan.group(standbys: 2, cascading: true).map { plan in
            var plan = plan
            if !LookAlikeWatch.isLong { plan.settings["wal_receiver_status_interval"] = "1s" }
            return plan
        }
        let cluster = try PostgresCluster(in: lab, version: version, nodes: plans)
        let alerts = LookAlikeWatch.isLong ? [:] : ClusterEntry.impatient(.postgresql)
        let daemon = try RunningDaemon(
            DaemonConfiguration(
                pollInterval: LookAlikeWatch.isLong ? "5s" : "1s",
                probeTimeout: LookAlikeWatch.isLong ? "2s" : "1s",
                clusters: [.postgresql("orders", cluster.nodes, alerts: alerts)]),
            in: lab)
        try Self.becomeIdle(cluster)
        try await daemon.waitUntilHealthy(within: .seconds(60))
        var fired: Set<String> = []
        var shown = 0
        for round in 0..<Self.rounds {
            for standby in cluster.nodes.dropFirst() {
                try standby.restart()
                try cluster.waitUntilStreaming(standby.name)
            }
            if round % 2 == 1 {
                _ = try daemon.stop()
                try daemon.start()
                try await daemon.waitForStatus("replmon to be back") { !$0.clusters.isEmpty }
            }
            try await daemon.watch(for: Self.watch) { status in
                for alert in status.alerts where ["firing", "resolved"].contains(alert.state) {
                    fired.insert("\(alert.name) \(alert.node ?? ""): \(alert.summary)")
                }
            }
            shown += try Self.showingSegmentStart(cluster).count
            let status = try await daemon.status()
            #expect(status.verdict == "ok", "round \(round): \(status.clusters.map(\.summary))")
            #expect(status.clusters.flatMap(\.links).allSatisfy { $0.state == "streaming" && $0.lagBytes == 0 })
        }
        print("RESTARTED \(version) | \(Self.rounds) times | \(shown) at their segment's start")
        #expect(fired.isEmpty)
        #expect(shown > 0, "no restart showed the state that this test is about")
    }

    /// Some megabytes, replayed everywhere, and a checkpoint on each node: nobody has anything more to write.
    private static func becomeIdle(_ cluster: PostgresCluster) throws {
        let primary = try cluster.primary
        try primary.sql(ServerTests.PostgresFaultTests.writing(megabytes: 3))
        let standbys = cluster.nodes.dropFirst().map(\.name)
        try cluster.waitUntilReplayed(from: primary.name, on: standbys)
        try primary.sql("CHECKPOINT")
        try cluster.waitUntilReplayed(from: primary.name, on: standbys)
        for standby in standbys { try cluster.node(standby).sql("CHECKPOINT") }
    }

    /// The standbys whose WAL receiver shows less than was replayed.
    private static func showingSegmentStart(_ cluster: PostgresCluster) throws -> [String] {
        try cluster.nodes.dropFirst().filter { node in
            try node.sql("SELECT flushed_lsn < pg_last_wal_replay_lsn() FROM pg_stat_wal_receiver") == "t"
        }
        .map(\.name)
    }
}
