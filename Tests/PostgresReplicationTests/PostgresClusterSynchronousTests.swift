import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterSynchronousTests {
    /// A primary with this setting and WAL senders of these names, `streaming` unless said otherwise.
    private static func cluster(
        _ setting: String?, _ senders: [String], states: [String: WALSenderState?] = [:], commit: String = "on"
    ) -> PostgresScenario {
        var scenario = PostgresScenario(PostgresNodeDeclaration(name: "db-a"))
        var reading = PostgresReading.primary(at: 1000)
        reading.settings.synchronousStandbyNames = setting
        reading.settings.synchronousCommit = commit
        reading.walSenders = senders.enumerated().map { index, name in
            WALSender(pid: Int32(index), applicationName: name, state: states[name] ?? "streaming")
        }
        scenario.servers["db-a"] = reading
        scenario.run(for: .seconds(5))
        return scenario
    }

    @Test(
        "available against needed, by the setting",
        arguments: [
            ("", [], .clear), ("b", ["b"], .clear), ("b", ["B"], .clear), ("b", [], .holds), ("b", ["c"], .holds),
            ("ANY 1 (b, c)", ["b", "c"], .clear), ("ANY 1 (b, c)", ["c"], .holdsAsWarning),
            ("ANY 1 (b, c)", [], .holds),
            ("FIRST 1 (b, c)", ["c"], .holdsAsWarning), ("2 (b, c)", ["b", "c"], .clear), ("2 (b, c)", ["b"], .holds),
            ("ANY 1 (b, c, d)", ["b", "c"], .clear), ("*", ["x"], .clear), ("2 (*)", ["x"], .holds), ("*", [], .holds),
            ("*", ["pg_basebackup"], .holds), ("*", ["pg_receivewal"], .holds), ("b, *", ["x"], .holdsAsWarning),
            ("pg_receivewal", ["pg_receivewal"], .clear), ("2 (b)", ["b", "b"], .clear),
        ] as [(String, [String], Condition.Truth)])
    func headroom(setting: String, senders: [String], truth: Condition.Truth) {
        let scenario = Self.cluster(setting, senders)
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == truth, "\(setting) with \(senders)")
    }

    @Test(
        "only streaming WAL senders count", arguments: ["catchup", "startup", "backup", "stopping"] as [WALSenderState])
    func notStreaming(state: WALSenderState) {
        let scenario = Self.cluster("b", ["b"], states: ["b": state])
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == .holds)
    }

    @Test("the server's own sync_priority decides where it is shown")
    func priority() {
        var scenario = Self.cluster("*", ["receiver"])
        scenario.servers["db-a"]?.walSenders[0].syncPriority = 0
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == .holds)
        scenario.servers["db-a"]?.walSenders[0].syncPriority = 1
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == .clear)
    }

    @Test("who is there, who is missing, how many to spare")
    func evidence() {
        let condition = Self.cluster("ANY 2 (b, c, d)", ["c", "b"]).condition(.postgresSynchronousDegraded, "db-a")
        #expect(
            condition?.summary.contains("2 of 2 synchronous standbys (c, b; missing: d), and none to spare") == true)
        for fact in [
            Evidence("synchronous_standby_names", "ANY 2 (b, c, d)"), Evidence("needed_standbys", "2"),
            Evidence("available_standbys", "c, b"), Evidence("missing_standbys", "d"), Evidence("spare_standbys", "0"),
        ] { #expect(condition?.evidence.contains(fact) == true, "\(fact)") }
    }

    @Test("a listed standby restarts while a spare is left: nothing to tell")
    func spareLeft() {
        var scenario = Self.cluster("ANY 1 (b, c, d)", ["b", "c", "d"])
        scenario.servers["db-a"]?.walSenders.removeFirst()
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == .clear)
    }

    @Test("where commits do not wait by default, it is mild at most", arguments: ["off", "local"])
    func commitsDoNotWait(commit: String) {
        let scenario = Self.cluster("b", [], commit: commit)
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-a") == .holdsAsWarning)
    }

    @Test("hidden states leave it unknown, unless even they would not do")
    func hidden() {
        #expect(Self.cluster("b", ["b"], states: ["b": nil]).truth(.postgresSynchronousDegraded, "db-a").isUnknown)
        #expect(Self.cluster("b", ["c"], states: ["c": nil]).truth(.postgresSynchronousDegraded, "db-a") == .holds)
    }

    @Test("a setting that is not understood is unknown")
    func garbage() {
        #expect(Self.cluster("ANY (", ["b"]).truth(.postgresSynchronousDegraded, "db-a").isUnknown)
    }

    @Test("a standby has the setting too, but its commits are not its own")
    func cascade() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.settings.synchronousStandbyNames = "db_c"
        scenario.servers["db-b"]?.sessions = PostgresSessions(
            clients: 1, freeForClients: 9, freeWALSenders: 9, waitingForSync: 3, longestSyncWait: .seconds(60))
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresSynchronousDegraded, "db-b") == .clear)
        #expect(scenario.truth(.postgresCommitsHanging, "db-b") == .clear)
    }

    @Test("commits that wait are measured from when replmon first saw some, by no more than the oldest has run")
    func hanging() {
        var scenario = PostgresScenario.pair()
        var sessions = PostgresSessions(clients: 5, freeForClients: 9, freeWALSenders: 9)
        scenario.servers["db-a"]?.sessions = sessions
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresCommitsHanging, "db-a") == .clear)
        sessions.waitingForSync = 3
        sessions.longestSyncWait = .seconds(3600)
        scenario.servers["db-a"]?.sessions = sessions
        scenario.run(for: .seconds(5))
        #expect(
            scenario.truth(.postgresCommitsHanging, "db-a").seconds ?? 9 < 1,
            "an hour's statement met as it commits has not hung")
        scenario.run(for: .seconds(30))
        #expect((29...31).contains(scenario.truth(.postgresCommitsHanging, "db-a").seconds ?? 0))
        #expect(scenario.condition(.postgresCommitsHanging, "db-a")?.summary.contains("3 commits") == true)
        sessions.longestSyncWait = .seconds(2)
        scenario.servers["db-a"]?.sessions = sessions
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresCommitsHanging, "db-a") == .measured(.seconds(2)), "others wait now")
        scenario.servers["db-a"]?.sessions = nil
        scenario.servers["db-a"]?.missingPrivileges = [MissingPrivilege("pg_monitor", hides: ["commits that wait"])]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresCommitsHanging, "db-a").isUnknown)
    }

    @Test("commits that wait at every poll do not hang while the standby confirms; they do once it stands still")
    func overlapping() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.sessions = PostgresSessions(
            clients: 5, freeForClients: 9, freeWALSenders: 9, waitingForSync: 3, longestSyncWait: .seconds(600))
        func confirm(_ position: UInt64, _ scenario: inout PostgresScenario) {
            scenario.servers["db-a"]?.walSenders[0].syncState = "sync"
            scenario.servers["db-a"]?.walSenders[0].flushLSN = LSN(rawValue: position)
            scenario.servers["db-a"]?.walSenders[0].replayLSN = LSN(rawValue: position)
        }
        var position: UInt64 = 1000
        scenario.run(for: .seconds(60)) { scenario in
            position += 1
            confirm(position, &scenario)
        }
        #expect(scenario.truth(.postgresCommitsHanging, "db-a").seconds ?? 9 < 1)
        scenario.run(for: .seconds(40))
        #expect(scenario.truth(.postgresCommitsHanging, "db-a").seconds ?? 0 > 39)
    }
}
