import FoundationEssentials
import ReplicationLab
import Testing

@Suite(.serialized)
struct PostgresNodeFaultsTests {
    @Test(arguments: Lab.postgresVersions) func everyConnectionIsTakenUntilReleased(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let primary = try PostgresCluster(in: lab, version: version, nodes: [PostgresNodePlan(name: "db-a")]).primary
        let crowd = try primary.exhaustConnections()
        #expect(crowd.processIDs.count > 30)
        #expect(throws: LabError.self) { try Self.logIn(to: primary, in: lab) }
        crowd.release()
        try waitUntil("room for one more") { try Self.logIn(to: primary, in: lab) == "1" }

        try primary.setConnectionLimit(0)
        #expect(throws: LabError.self) { try Self.logIn(to: primary, in: lab) }
        try primary.setConnectionLimit(-1)
        #expect(try Self.logIn(to: primary, in: lab) == "1")
    }

    @Test(arguments: Lab.postgresVersions, [false, true]) func aHeldQueryKeepsItsSnapshot(version: Int, idle: Bool)
        throws
    {
        let lab = try Lab()
        defer { lab.end() }
        let primary = try PostgresCluster(in: lab, version: version, nodes: [PostgresNodePlan(name: "db-a")]).primary
        let held = try primary.holdQuery(idle: idle)
        let pid = try #require(held.processIDs.first)
        let query = "SELECT state, backend_xmin IS NOT NULL FROM pg_stat_activity WHERE pid = \(pid)"
        #expect(try primary.sql(query) == (idle ? "idle in transaction|t" : "active|t"))
        held.release()
        try waitUntil("the session to go") { try primary.sql(query).isEmpty }
    }

    @Test(arguments: Lab.postgresVersions) func archivingFailsAndRecovers(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let plan = PostgresNodePlan(name: "db-a", settings: ["archive_mode": "on"])
        let primary = try PostgresCluster(in: lab, version: version, nodes: [plan]).primary
        try primary.archive(failing: true)
        try primary.switchWAL()
        try waitUntil("a failure") { try primary.sql("SELECT failed_count > 0 FROM pg_stat_archiver") == "t" }
        try primary.archive(failing: false)
        try primary.switchWAL()
        try waitUntil("an archived file") {
            try !FileManager.default.contentsOfDirectory(atPath: primary.archiveDirectory).isEmpty
        }
    }

    @Test(arguments: Lab.postgresVersions) func aStandbyWithoutRoomForWALStopsReceiving(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version)
        let (primary, standby) = (try cluster.primary, try cluster.node("db-b"))
        try standby.fillWALDisk()
        try waitUntil("the WAL receiver to give up", within: .seconds(30)) {
            try primary.switchWAL()
            return try standby.sql("SELECT FROM pg_stat_wal_receiver").isEmpty
        }
        #expect(standby.isRunning)
        try standby.freeWALDisk()
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
    }

    @Test(arguments: Lab.postgresVersions) func aSlotIsDroppedWhenNobodyUsesItAnyMore(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version)
        let primary = try cluster.primary
        try cluster.link("db-a", "db-b").cut()
        try primary.dropSlot("db_b")
        #expect(try primary.sql("SELECT FROM pg_replication_slots").isEmpty)
        try primary.createSlot("db_b")
        try primary.restart()
        #expect(try primary.sql("SELECT slot_name, active FROM pg_replication_slots") == "db_b|f")
        try cluster.link("db-a", "db-b").restore()
        try cluster.waitUntilStreaming("db-b")
    }

    private static func logIn(to node: PostgresNode, in lab: Lab) throws -> String {
        let connection = "\(node.conninfo) dbname=postgres user=replmon"
        let (output, status) = try LabProgram.run(["psql", "-XAtq", "-d", connection, "-c", "SELECT 1"], in: lab)
        if status != 0 { throw LabError(output) }
        return output
    }
}
