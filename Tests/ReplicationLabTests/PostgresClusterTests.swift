import FoundationEssentials
import ReplicationLab
import Testing

@Suite(.serialized)
struct PostgresClusterTests {
    @Test func writesReachTheEndOfACascade() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 2, cascading: true))
        try cluster.primary.sql("CREATE TABLE t AS SELECT 42 AS answer")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b", "db-c"])
        #expect(try cluster.node("db-c").sql("SELECT answer FROM t") == "42")
        let senders = "SELECT application_name FROM pg_stat_replication"
        #expect(try cluster.node("db-b").sql(senders) == "db-c")
        #expect(try cluster.primary.sql(senders) == "db-b")
    }

    @Test func aCutLinkDisconnectsAndHeals() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab)
        let standby = try cluster.node("db-b")
        let link = try cluster.link("db-a", "db-b")

        link.cut()
        try waitUntil("the WAL receiver to go") { try standby.sql("SELECT FROM pg_stat_wal_receiver").isEmpty }
        try cluster.primary.sql("CREATE TABLE t ()")
        try link.restore()
        try cluster.waitUntilStreaming("db-b")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
    }

    @Test(arguments: ["black hole", "frozen WAL sender", "frozen WAL receiver", "frozen startup process"])
    func aStalledLinkStaysOpenAndGetsNothing(fault: String) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab)
        let (primary, standby) = (try cluster.primary, try cluster.node("db-b"))
        let link = try cluster.link("db-a", "db-b")
        switch fault {
        case "black hole": try link.blackhole()
        case "frozen WAL sender": try primary.freeze(.walSender(of: "db-b"))
        case "frozen WAL receiver": try standby.freeze(.walReceiver)
        default: try standby.freeze(.startup)
        }

        let before = try standby.sql("SELECT pg_last_wal_replay_lsn()")
        try primary.sql("CREATE TABLE t AS SELECT generate_series(1, 10000)")
        #expect(throws: LabError.self) {
            try waitUntil("what must not happen", within: .seconds(1)) {
                try standby.sql("SELECT pg_last_wal_replay_lsn()") != before
            }
        }
        #expect(try primary.sql("SELECT state FROM pg_stat_replication") == "streaming")

        try link.restore()
        primary.thaw(.walSender(of: "db-b"))
        standby.thaw(.walReceiver)
        standby.thaw(.startup)
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
    }

    @Test func anOldPrimaryComesBackAsAStandbyOfTheNewOne() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 2))
        let (old, new) = (try cluster.primary, try cluster.node("db-b"))
        try old.stop()
        try new.promote()
        try cluster.follow("db-c", upstream: "db-b")
        try cluster.follow("db-a", upstream: "db-b")
        try old.start()
        try new.sql("CREATE TABLE t ()")
        try cluster.waitUntilReplayed(from: "db-b", on: ["db-a", "db-c"])
        #expect(try new.sql("SELECT timeline_id FROM pg_control_checkpoint()") == "2")
    }

    @Test(arguments: Lab.postgresVersions, [true, false])
    func aStandbyIsAddedByABaseBackupAndCatchesUp(version: Int, slot: Bool) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version, nodes: PostgresNodePlan.group(standbys: 0))
        let load = try cluster.startLoad(rate: 200)
        let plan = PostgresNodePlan(name: "db-b", upstream: "db-a", slot: slot, settings: ["max_connections": "60"])
        try cluster.addStandby(plan, maxRate: 20_000)
        try load.stop()
        try cluster.waitUntilStreaming("db-b")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        let standby = try cluster.node("db-b")
        #expect(try standby.sql("SHOW max_connections") == "60")
        let slots = "SELECT slot_name FROM pg_replication_slots WHERE active"
        #expect(try cluster.primary.sql(slots) == (slot ? "db_b" : ""))
        try cluster.link("db-a", "db-b").cut()
        try waitUntil("the WAL receiver to go") { try standby.sql("SELECT FROM pg_stat_wal_receiver").isEmpty }
    }

    @Test(arguments: Lab.postgresVersions) func aStandbyWhoseWALIsGoneIsRebuilt(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        var plans = PostgresNodePlan.group(standbys: 1)
        plans[0].settings = ["max_slot_wal_keep_size": "16MB"]
        let cluster = try PostgresCluster(in: lab, version: version, nodes: plans)
        let primary = try cluster.primary
        try cluster.link("db-a", "db-b").cut()
        try waitUntil("the slot to be lost", within: .seconds(30)) {
            for _ in 0..<4 { try primary.switchWAL() }
            try primary.sql("CHECKPOINT")
            return try primary.sql("SELECT wal_status FROM pg_replication_slots") == "lost"
        }
        try cluster.rebuild("db-b")
        try cluster.waitUntilStreaming("db-b")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        #expect(try primary.sql("SELECT wal_status FROM pg_replication_slots") == "reserved")
    }

    @Test(arguments: Lab.postgresVersions) func aPrimaryThatRejoinsWithoutARewindCannotStream(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version)
        let old = try cluster.primary
        try cluster.node("db-b").promote()
        try old.sql("CREATE TABLE written_alone ()")
        try cluster.rejoinAsStandby("db-a", of: "db-b")
        #expect(try old.sql("SELECT pg_is_in_recovery()") == "t")
        try waitUntil("the server to say why") {
            let log = String(decoding: try Data(contentsOf: URL(filePath: old.log)), as: UTF8.self)
            return log.contains("forked off current database system timeline")
        }
        #expect(try old.sql("SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'").isEmpty)
    }

    @Test func aVersionThatIsNotInstalledIsRefusedWithWhatToDo() throws {
        let lab = try Lab()
        defer { lab.end() }
        let error = #expect(throws: LabError.self) { try PostgresCluster(in: lab, version: 8) }
        #expect(error?.description.contains("make deps VERSIONS=all") == true)
    }

    @Test func aKilledServerIsGoneAndStartsAgain() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab)
        let standby = try cluster.node("db-b")
        try standby.freeze(.startup)
        try standby.kill()
        #expect(!standby.isRunning)
        try standby.start()
        try cluster.waitUntilStreaming("db-b")
    }

    @Test func clustersAreNotEachOthersCopies() throws {
        let lab = try Lab()
        defer { lab.end() }
        let identifiers = try ["x", "y"].map { name in
            let cluster = try PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: name)])
            return try cluster.primary.sql("SELECT system_identifier FROM pg_control_system()")
        }
        #expect(Set(identifiers).count == 2)
    }

    @Test func loadWritesUntilItIsStopped() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 0))
        let load = try cluster.startLoad(rate: 200)
        let count = "SELECT count(*) FROM pgbench_history"
        try waitUntil("pgbench to write") { try cluster.primary.sql(count) != "0" }
        try load.stop()
        try waitUntil("its sessions to go") {
            try cluster.primary.sql("SELECT FROM pg_stat_activity WHERE application_name = 'pgbench'").isEmpty
        }
        let written = try cluster.primary.sql(count)
        #expect(try cluster.primary.sql(count) == written)
    }
}
