import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import PostgresProbe

extension TimedTests.PostgresReadingTests {
    @Test func archivingIsToldWhereItIsOn() async throws {
        let settings = { ["archive_mode": $0, "archive_command": "false"] }
        let plans = [
            PostgresNodePlan(name: "db-a", settings: settings("on")),
            PostgresNodePlan(name: "db-b", upstream: "db-a", settings: settings("on")),
            PostgresNodePlan(name: "db-c", upstream: "db-a", settings: settings("always")),
        ]
        guard let (lab, cluster) = try started(plans) else { return }
        defer { lab.end() }
        try cluster.primary.sql("CREATE TABLE t AS SELECT generate_series(1, 1000); SELECT pg_switch_wal()")
        let reading = try await reading(of: cluster.primary, with: "archiving to fail") {
            ($0.archiver?.failedCount ?? 0) > 0
        }
        let archiver = try #require(reading.archiver)
        #expect(archiver.archivedCount == 0 && archiver.lastArchivedTime == nil)
        #expect(archiver.lastFailedWAL?.utf8.count == 24)
        #expect(reading.serverTime.since(try #require(archiver.lastFailedTime)) < .seconds(20))
        #expect(try await self.reading(of: cluster.node("db-b")).archiver == nil)
        #expect(try await self.reading(of: cluster.node("db-c")).archiver != nil)
    }

    @Test func commitsThatWaitAreCounted() async throws {
        guard let (lab, cluster) = try started(standbys: 0) else { return }
        defer { lab.end() }
        let primary = try cluster.primary
        try primary.sql("CREATE TABLE t (n int)")
        try primary.configure(["synchronous_standby_names": "nobody"])
        _ = try await reading(of: primary, with: "the setting") { $0.settings.synchronousStandbyNames == "nobody" }
        _ = try session(on: primary, named: "writer", "INSERT INTO t VALUES (1) -- pg_sleep")
        let early = try await reading(of: primary, with: "a commit that waits") { $0.sessions?.waitingForSync == 1 }
        let wait = try #require(early.sessions?.longestSyncWait)
        #expect(wait > .zero && wait < .seconds(20))
        let later = try await reading(of: primary)
        #expect(try #require(later.sessions?.longestSyncWait) > wait)
        try primary.configure(["synchronous_standby_names": ""])
        let after = try await reading(of: primary, with: "the commit to return") { $0.sessions?.waitingForSync == 0 }
        #expect(after.sessions?.longestSyncWait == nil)
    }

    @Test(arguments: [15, 18])
    func sessionThatReplayWaitsForIsNamed(_ version: Int) async throws {
        let patient = ["max_standby_streaming_delay": "-1"]
        let plans = [
            PostgresNodePlan(name: "db-a", settings: ["autovacuum": "off"]),
            PostgresNodePlan(name: "db-b", upstream: "db-a", settings: patient),
        ]
        guard let (lab, cluster) = try started(version: version, plans) else { return }
        defer { lab.end() }
        let (primary, node) = (try cluster.primary, try cluster.node("db-b"))
        try primary.sql("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n; CREATE TABLE u (n int)")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        let reader = try session(
            on: node, named: "reader",
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t, u; SELECT pg_sleep(60)")

        try primary.sql("DELETE FROM t")
        try primary.sql("VACUUM t")
        let snapshot = try await reading(of: node, with: "a conflict of snapshots") {
            try standby($0).startupWaitEvent == "RecoveryConflictSnapshot"
        }
        let blocking = try #require(try standby(snapshot).blockingSession)
        #expect(blocking.pid == reader && blocking.state == "active" && blocking.user == "postgres")
        #expect(blocking.applicationName == "reader" && (blocking.transactionAge ?? .zero) > .zero)
        let oldest = try #require(try standby(snapshot).oldestSnapshot)
        #expect(oldest.session.pid == reader && oldest.age >= 1)

        try node.sql("SELECT pg_terminate_backend(\(reader))")
        let free = try await reading(of: node, with: "replay to go on") {
            try standby($0).startupWaitEvent == "RecoveryWalStream"
        }
        #expect(try standby(free).blockingSession == nil)

        // For a lock the oldest snapshot is not the one to blame.
        let other = try session(on: node, named: "other", "SELECT pg_sleep(60)")
        let locker = try session(on: node, named: "locker", "BEGIN; SELECT count(*) FROM u; SELECT pg_sleep(60)")
        try primary.sql("DROP TABLE u")
        let locked = try await reading(of: node, with: "a conflict of locks") {
            try standby($0).startupWaitEventType == "Lock"
        }
        #expect(try standby(locked).blockingSession?.pid == locker)
        #expect(try standby(locked).oldestSnapshot?.session.pid == other)
    }

    /// 15,000 locks of others among 250 sessions, and one lock that replay waits for.
    @Test(arguments: [15, 18])
    func manyLocksMakeNoSlowPoll(_ version: Int) async throws {
        let patient = ["max_standby_streaming_delay": "-1", "max_connections": "300"]
        let plans = [
            PostgresNodePlan(name: "db-a"), PostgresNodePlan(name: "db-b", upstream: "db-a", settings: patient),
        ]
        guard let (lab, cluster) = try started(version: version, plans) else { return }
        defer { lab.end() }
        let (primary, node) = (try cluster.primary, try cluster.node("db-b"))
        try primary.sql("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        let locks = "SELECT count(pg_advisory_xact_lock_shared(n)) FROM generate_series(1, 5000) AS n"
        let crowd = try (0..<3).map { _ in try node.holdQuery(locks, idle: true) }
        let others = try (0..<246).map { _ in try node.holdQuery("SELECT 1", idle: true) }
        let holder = try node.holdQuery("SELECT count(*) FROM t", idle: true)
        let watch = Watch(node)
        let usual = try await Self.time(of: watch)
        try primary.sql("DROP TABLE t")
        try await waitUntil("replay to wait for a lock") {
            try await standby(watch.reading()).startupWaitEventType == "Lock"
        }
        let blocked = try await Self.time(of: watch)
        print("poll of \(version) with 15,000 locks:", usual, "and while replay waits for one:", blocked)
        #expect(blocked < .milliseconds(250))
        let blocking = try standby(await watch.reading()).blockingSession
        #expect(blocking?.pid == holder.processIDs.first.map(Int32.init))
        for sessions in crowd + others + [holder] { sessions.release() }
        try await waitUntil("replay to go on") {
            try await standby(watch.reading()).startupWaitEvent == "RecoveryWalStream"
        }
    }

    /// How long the second of two polls takes: the first may have to connect.
    private static func time(of watch: Watch) async throws -> Duration {
        _ = try await watch.reading()
        let start = MonotonicClock.now()
        _ = try await watch.reading()
        return start.duration(to: MonotonicClock.now())
    }

    @Test func cancelledQueriesAreCounted() async throws {
        let hasty = ["max_standby_streaming_delay": "0"]
        let plans = [
            PostgresNodePlan(name: "db-a"), PostgresNodePlan(name: "db-b", upstream: "db-a", settings: hasty),
        ]
        guard let (lab, cluster) = try started(plans) else { return }
        defer { lab.end() }
        let node = try cluster.node("db-b")
        try cluster.primary.sql("CREATE TABLE t (n int)")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        _ = try session(on: node, named: "reader", "BEGIN; SELECT count(*) FROM t; SELECT pg_sleep(60)")
        try cluster.primary.sql("DROP TABLE t")
        let reading = try await reading(of: node, with: "the cancelled query to be counted") {
            try standby($0).recoveryConflicts?.lock == 1
        }
        #expect(try standby(reading).recoveryConflicts == RecoveryConflicts(lock: 1))
    }

    @Test func restartThatIsDueIsSeenBefore() async throws {
        guard let (lab, cluster) = try started() else { return }
        defer { lab.end() }
        let primary = try cluster.primary
        try primary.configure(["max_connections": "80", "max_wal_senders": "20", "work_mem": "8MB"])
        let unread = try await reading(of: primary, with: "the change") {
            $0.inventory?.parityAwaitingRestart == [.maxConnections, .maxWALSenders]
        }
        #expect(unread.inventory?.parityAfterRestart == [:] && unread.settings.parity[.maxConnections] == 50)
        try primary.sql("GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO replmon")
        let read = try #require(try await reading(of: primary).inventory)
        #expect(read.parityAfterRestart == [.maxConnections: 80, .maxWALSenders: 20])
        #expect(read.parityAwaitingRestart == [])
        try primary.stop()
        try primary.start()
        let after = try await reading(of: primary)
        #expect(after.settings.parity[.maxConnections] == 80 && after.inventory?.parityAfterRestart == [:])
    }

    @Test func snapshotsHeldForStandbysHaveAnAge() async throws {
        let feedback = ["hot_standby_feedback": "on", "wal_receiver_status_interval": "1s"]
        let plans = [
            PostgresNodePlan(name: "db-a"),
            PostgresNodePlan(name: "db-b", upstream: "db-a", settings: feedback),
            PostgresNodePlan(name: "db-c", upstream: "db-a", slot: false, settings: feedback),
        ]
        guard let (lab, cluster) = try started(plans) else { return }
        defer { lab.end() }
        try cluster.primary.sql("CREATE TABLE t (n int)")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b", "db-c"])
        for name in ["db-b", "db-c"] {
            _ = try session(
                on: cluster.node(name), named: "reader",
                "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t; SELECT pg_sleep(60)")
        }
        for _ in 0..<10 { try cluster.primary.sql("INSERT INTO t VALUES (1)") }
        let reading = try await reading(of: cluster.primary, with: "both snapshots") { reading in
            let sender = reading.walSenders.first { $0.applicationName == "db-c" }
            return (reading.slots.first?.snapshotAge ?? 0) >= 10 && (sender?.snapshotAge ?? 0) >= 10
        }
        #expect(reading.slots.first?.snapshotXID != nil)
        #expect(reading.walSenders.first { $0.applicationName == "db-b" }?.snapshotXID == nil)
        #expect(try await self.reading(of: cluster.node("db-b")).settings.hotStandbyFeedback == true)
    }

    @Test(arguments: [15, 17, 18])
    func lostSlotTellsWhy(_ version: Int) async throws {
        let plan = PostgresNodePlan(name: "db-a", settings: ["max_slot_wal_keep_size": "16MB", "wal_keep_size": "0"])
        guard let (lab, cluster) = try started(version: version, [plan]) else { return }
        defer { lab.end() }
        let primary = try cluster.primary
        try primary.sql("SELECT pg_create_physical_replication_slot('gone', true)")
        let fresh = try await reading(of: primary)
        #expect(fresh.settings.maxSlotWALKeepBytes == 16 << 20)
        #expect(fresh.slots.first?.safeWALSize != nil && fresh.slots.first?.invalidationReason == nil)
        #expect((fresh.slots.first?.inactiveSince != nil) == (version >= 17))
        for _ in 0..<4 {
            try primary.sql("SELECT pg_logical_emit_message(false, 'x', 'y'); SELECT pg_switch_wal()")
        }
        try primary.sql("CHECKPOINT")
        let lost = try await reading(of: primary, with: "the slot to be lost") { $0.slots.first?.walStatus == "lost" }
        #expect(lost.slots.first?.invalidationReason == (version >= 17 ? "wal_removed" : nil))
        #expect(try #require(lost.inventory?.oldestWAL) > #require(fresh.slots.first?.restartLSN))
    }

    /// The upstream that is read from any `primary_conninfo` never holds a part of its password.
    @Test func upstreamIsReadOutOfTheConninfo() async throws {
        let examples: [(conninfo: String, host: String?, port: Int32)] = [
            ("host=10.0.0.1 port=5433 password=host=secret", "10.0.0.1", 5433),
            ("password = 'a host=secret port=1' host = 'db-a'", "db-a", 5432),
            (#"password='it\'s host=secret' hostaddr=::1 port='6000'"#, "::1", 6000),
            (#"password=a\ host=secret host=db-a"#, "db-a", 5432),
            ("host=old host=db-a,db-c port=5433,5434 user=standby", "db-a", 5433),
            ("host=/var/run/postgresql", "/var/run/postgresql", 5432),
            ("user=standby password=secret", nil, 0),
            ("password='secret host=secret", nil, 0),
            ("secret host=db-a", nil, 0),
            ("postgresql://standby:secret@db-a:5433/postgres?sslmode=require", "db-a", 5433),
            ("postgres://db-a,db-c:5434", "db-a", 5432),
            ("postgresql://standby@[::1]:5433", "::1", 5433),
            ("postgresql://standby:sec@ret@db-a", nil, 0),
            ("postgresql://standby:12/secret@db-a", nil, 0),
        ]
        guard let (lab, cluster) = try started() else { return }
        defer { lab.end() }
        let node = try cluster.node("db-b")
        for (conninfo, host, port) in examples {
            // A backslash in a configuration file stands for what follows it.
            try node.configure(["primary_conninfo": conninfo.replacing(#"\"#, with: #"\\"#)])
            try waitUntil("the new conninfo") { try node.sql("SHOW primary_conninfo") == conninfo }
            let inventory = try await reading(of: node).inventory
            #expect(inventory?.primaryConninfoAddress == host.map { .init(host: $0, port: port) }, "\(conninfo)")
        }
    }
}
