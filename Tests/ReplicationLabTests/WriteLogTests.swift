import ReplicationLab
import Testing

@Suite(.serialized)
struct WriteLogTests {
    @Test(arguments: Lab.postgresVersions) func itKnowsTheTrueLagOfAHeldStandby(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version)
        let (primary, standby) = (try cluster.primary, try cluster.node("db-b"))
        let before = try primary.sql("SELECT pg_current_wal_lsn()")
        let log = try primary.startWriteLog(every: .milliseconds(5))
        try waitUntil("writes") { log.writes.count > 20 }
        #expect(log.lag(atReplay: before, at: WriteLog.now()) == nil)

        try standby.pauseReplay()
        let paused = WriteLog.now()
        let count = log.writes.count
        try waitUntil("more writes") { log.writes.count > count + 200 }
        let replayed = try standby.sql("SELECT pg_last_wal_replay_lsn()")
        let now = WriteLog.now()
        let lag = try #require(log.lag(atReplay: replayed, at: now))
        // Nothing more is replayed since the pause; what was replayed last was written shortly before it.
        #expect(lag.upperBound >= .nanoseconds(now - paused))
        #expect(lag.upperBound < .nanoseconds(now - paused) + .seconds(1))
        #expect(lag.upperBound - lag.lowerBound < .milliseconds(500))

        log.stop()
        try standby.resumeReplay()
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        let end = try standby.sql("SELECT pg_last_wal_replay_lsn()")
        #expect(log.lag(atReplay: end, at: WriteLog.now()) == .zero ... .zero)
    }
}
