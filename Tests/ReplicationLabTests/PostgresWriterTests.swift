import ReplicationLab
import Testing

@Suite(.serialized)
struct PostgresWriterTests {
    @Test(arguments: Lab.postgresVersions) func commitsHangWithoutTheirSynchronousStandbyAndGoOnWithIt(version: Int)
        throws
    {
        let lab = try Lab()
        defer { lab.end() }
        var plans = PostgresNodePlan.group(standbys: 1)
        plans[0].settings = ["synchronous_standby_names": "\"db-b\""]
        let cluster = try PostgresCluster(in: lab, version: version, nodes: plans)
        let (primary, standby) = (try cluster.primary, try cluster.node("db-b"))
        let writer = primary.startWriter(rate: 100)
        try waitUntil("commits") { writer.committed > 10 }

        try standby.stop()
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        try waitUntil("a commit to hang") { try primary.sql(waiting) == "1" }
        let (attempted, committed) = (writer.attempted, writer.committed)
        #expect(attempted == committed + 1)
        try standby.start()
        try waitUntil("more commits") { writer.committed > committed + 10 }

        try standby.stop()
        try waitUntil("a commit to hang again") { try primary.sql(waiting) == "1" }
        let start = ContinuousClock.now
        writer.stop()
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test func aWriterOutlivesItsServerAndEndsWithTheLab() throws {
        let lab = try Lab()
        defer { lab.end() }
        let primary = try PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: "db-a")]).primary
        let writer = primary.startWriter(rate: 100)
        try waitUntil("commits") { writer.committed > 0 }
        try primary.restart(.immediate)
        let committed = writer.committed
        try waitUntil("commits after the restart") { writer.committed > committed }
        try primary.freeze(.server)
        let start = ContinuousClock.now
        lab.end()
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
