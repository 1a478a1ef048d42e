import Glibc
import ReplicationLab

/// Clusters that are well and do not look it, each of a primary (`NAME-a`) and a standby (`NAME-b`).
struct LookAlikeStage: Sendable {
    let lab: Lab
    let version: Int

    /// Starts them, with what goes on in them.
    func clusters() throws -> [LookAlike<PostgresCluster>] {
        let delayed = try cluster("delayed", applyDelay: .seconds(60))
        _ = try delayed.startLoad()
        let bulk = try cluster("bulk")
        try repeatedly("bulk", on: bulk.primary, Self.oneLongTransaction)
        // A slot in use keeps its distance from the limit, however fast the writes.
        let storms = try cluster("storms", settings: ["max_slot_wal_keep_size": "1GB"])
        try repeatedly("storms", on: storms.primary, Self.checkpointsAndVacuums)
        return [
            try idle(),
            LookAlike(
                name: "delayed", cluster: delayed, declared: ["delayed-b": "apply_delay: 1m"],
                outlastsShortLooks: true),
            LookAlike(name: "bulk", cluster: bulk),
            LookAlike(name: "storms", cluster: storms),
            LookAlike(name: "restarted", cluster: try cluster("restarted"), stops: true),
            LookAlike(name: "switched", cluster: try cluster("switched"), stops: true, changesRoles: true),
            try synchronous(), try slowSynchronous(), try archived("archived", switchingAfter: "2s"),
            try archived("unfilled", switchingAfter: "0"), try guests(),
            LookAlike(name: "fresh", cluster: try fresh(), catchesUp: true),
        ]
    }

    /// Lets the fresh standby catch up in some seconds, and begins to write what is only archived: much, or so little
    /// that it never leaves its segment. Then a planned
    /// restart of the standby, then of the primary, each over sooner than any alert's `for`; and a planned switchover:
    /// the primary is shut down, its standby promoted, and the old primary follows the new one.
    func disturb(_ stage: [LookAlike<PostgresCluster>]) throws {
        for cluster in stage.filter(\.catchesUp).map(\.cluster) {
            try cluster.link("fresh-a", "fresh-b").limit(bytesPerSecond: 8_000_000)
        }
        for archived in stage where archived.name == "archived" {
            _ = try archived.cluster.startLoad(clients: 1, rate: 5)
        }
        for unfilled in stage where unfilled.name == "unfilled" {
            try unfilled.cluster.primary.sql("CREATE TABLE not_archived_yet ()")
        }
        for cluster in stage.filter({ $0.stops && !$0.changesRoles }).map(\.cluster) {
            for node in cluster.nodes.reversed() {
                try node.stop()
                sleep(Self.downtimeSeconds)
                try node.start()
            }
        }
        for cluster in stage.filter(\.changesRoles).map(\.cluster) {
            let (old, new) = (try cluster.primary, cluster.nodes[1])
            try old.stop()
            try new.promote()
            try cluster.rejoinAsStandby(old.name, of: new.name)
        }
    }

    /// Of the bulk loads, for how many seconds the longest statement has run whose commit waits for the standby.
    func longestCommit(in stage: [LookAlike<PostgresCluster>]) throws -> Double {
        guard let primary = try stage.first(where: { $0.name == "slow" })?.cluster.primary else { return 0 }
        var longest = 0.0
        try waitUntil("a bulk load to commit") {
            let waiting = "SELECT max(extract(epoch FROM clock_timestamp() - state_change)) FROM pg_stat_activity"
            longest = max(longest, Double(try primary.sql("\(waiting) WHERE wait_event = 'SyncRep'")) ?? 0)
            return longest > 5
        }
        return longest
    }

    private static let downtimeSeconds: UInt32 = 4

    private func cluster(
        _ name: String, applyDelay: Duration? = nil, settings: [String: String] = [:]
    ) throws -> PostgresCluster {
        let plans = [
            PostgresNodePlan(name: "\(name)-a", settings: settings),
            PostgresNodePlan(name: "\(name)-b", upstream: "\(name)-a", applyDelay: applyDelay),
        ]
        return try PostgresCluster(in: lab, version: version, nodes: plans)
    }

    /// Nothing is written, and the standby has a slot that nobody has ever used, as some tools keep them everywhere.
    private func idle() throws -> LookAlike<PostgresCluster> {
        let cluster = try cluster("idle")
        try cluster.node("idle-b").createSlot("kept_for_later")
        return LookAlike(
            name: "idle", cluster: cluster, thresholds: ["PostgresSlotInactive": "warning: 2s, critical: 1h"])
    }

    private func synchronous() throws -> LookAlike<PostgresCluster> {
        let cluster = try cluster("sync", settings: ["synchronous_standby_names": "FIRST 1 (\"sync-b\")"])
        _ = try cluster.startLoad()
        return LookAlike(name: "sync", cluster: cluster, declared: ["sync-b": "synchronous: true"])
    }

    /// Each commit waits a second for a standby that applies late, so that at any moment some wait; and each bulk load
    /// is one statement that has run for long when its commit begins to wait.
    private func slowSynchronous() throws -> LookAlike<PostgresCluster> {
        let settings = ["synchronous_standby_names": "FIRST 1 (\"slow-b\")", "synchronous_commit": "remote_apply"]
        let cluster = try cluster("slow", applyDelay: .seconds(1), settings: settings)
        _ = try cluster.startLoad(clients: 2, rate: 10)
        try repeatedly("slow", on: cluster.primary, Self.oneLongStatement, sessions: 8)
        return LookAlike(name: "slow", cluster: cluster, declared: ["slow-b": "apply_delay: 1s, synchronous: true"])
    }

    /// A standby that has no connection to its primary: it is fed by `restore_command` alone.
    private func archived(_ name: String, switchingAfter timeout: String) throws -> LookAlike<PostgresCluster> {
        let settings = ["archive_mode": "on", "archive_timeout": timeout]
        let cluster = try PostgresCluster(
            in: lab, version: version, nodes: [PostgresNodePlan(name: "\(name)-a", settings: settings)])
        let primary = try cluster.primary
        try primary.archive(failing: false)
        let fed = ["restore_command": "cp \(primary.archiveDirectory)/%f \"%p\"", "primary_conninfo": ""]
        try cluster.addStandby(
            PostgresNodePlan(name: "\(name)-b", upstream: "\(name)-a", slot: false, settings: fed))
        return LookAlike(name: name, cluster: cluster)
    }

    /// Whoever else streams from a primary: an archive of WAL, a subscriber, a backup that takes its time.
    private func guests() throws -> LookAlike<PostgresCluster> {
        let cluster = try cluster("guests", settings: ["wal_level": "logical"])
        let primary = try cluster.primary
        _ = try cluster.startLoad(clients: 1, rate: 5)
        let place = "host=\(primary.host) port=\(primary.port) user=postgres"
        try primary.sql("CREATE PUBLICATION everything FOR ALL TABLES")
        try primary.createSlot("wal_archive")
        _ = try cluster.startProgram(
            "pg_receivewal", ["-D", ".", "-d", "\(place) application_name=wal_archive", "-S", "wal_archive"])
        _ = try cluster.startProgram(
            "pg_recvlogical",
            [
                "-d", "\(place) dbname=postgres", "-S", "subscriber", "-P", "pgoutput", "-o", "proto_version=1", "-o",
                "publication_names=everything", "--create-slot", "--start", "-f", "changes",
            ])
        _ = try cluster.startProgram(
            "pg_basebackup", ["-D", "copy", "-d", place, "--max-rate", "32", "--checkpoint=fast", "--no-sync"])
        return LookAlike(name: "guests", cluster: cluster)
    }

    /// A standby from `pg_basebackup` that has yet to replay what its primary wrote since, and goes on writing, over a
    /// link that takes less than that until all is watched.
    private func fresh() throws -> PostgresCluster {
        let cluster = try PostgresCluster(in: lab, version: version, nodes: [PostgresNodePlan(name: "fresh-a")])
        let primary = try cluster.primary
        try repeatedly("fresh", on: primary, Self.oneLongTransaction)
        try cluster.addStandby(PostgresNodePlan(name: "fresh-b", upstream: "fresh-a"))
        try cluster.link("fresh-a", "fresh-b").limit(bytesPerSecond: 1_000_000)
        try primary.sql(ServerTests.PostgresFaultTests.writing(megabytes: 24))
        return cluster
    }

    /// Runs SQL again and again in sessions without end, once the first of it has worked.
    private func repeatedly(_ name: String, on node: PostgresNode, _ sql: String, sessions: Int = 1) throws {
        try node.sql("CREATE TABLE work AS SELECT n, 'x' AS filler FROM generate_series(1, 20000) n")
        let connection = "host=\(node.host) port=\(node.port) user=postgres dbname=postgres"
        for session in 1...sessions {
            // One after the other, so that they do not all do the same at the same moment.
            let words = ["sh", "-c", "sleep \(session - 1); while psql -Xqd '\(connection)' \(sql); do :; done"]
            try LabProgram(name: "\(name)-session-\(session)", command: words, in: lab).start()
        }
    }

    private static let oneLongTransaction = """
        -c "DO 'BEGIN LOOP INSERT INTO work SELECT n FROM generate_series(1, 500) n; PERFORM pg_sleep(0.02); END LOOP; END'"
        """

    /// Seven seconds of it, and by itself a transaction.
    private static let oneLongStatement =
        "-c 'INSERT INTO work SELECT n, pg_sleep(0.01)::text FROM generate_series(1, 680) n'"

    private static let checkpointsAndVacuums =
        "-c 'UPDATE work SET n = n + 1 WHERE n % 10 = 0' -c 'VACUUM FULL work' -c 'VACUUM FREEZE' -c CHECKPOINT"
}
