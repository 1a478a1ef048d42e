import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterNodesTests {
    @Test(
        "a node is down when nothing answers; a server that refuses or fails us runs",
        arguments: [
            (.connect("refused"), .holds), (.resolve("no such host"), .holds), (.timeout(phase: .query), .holds),
            (.closed("reset"), .holds), (.tls("bad certificate"), .holds), (.startingUp("recovery"), .holdsAsWarning),
            (.authentication("password"), .clear), (.privilege("pg_monitor"), .clear),
            (.tooManyConnections("53300"), .clear), (.server(code: "XX000", message: "internal"), .clear),
        ] as [(ProbeFailure, Condition.Truth)])
    func nodeDown(failure: ProbeFailure, truth: Condition.Truth) {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.freezeLink(to: "db-b")
        scenario.failures["db-b"] = failure
        scenario.run(for: .seconds(5))
        if truth != .clear { #expect(scenario.truth(.postgresNodeDown, "db-b").isUnknown, "on one poll's word") }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNodeDown, "db-b") == truth)
        #expect(scenario.node("db-b")?.reachable == false)
        #expect(scenario.node("db-b")?.role == "unknown")
        #expect(scenario.node("db-b")?.lastRole == "standby")
    }

    @Test("starting: critical for a primary, or where one is declared; mild for a standby, and said what it is")
    func startingUp() {
        var scenario = PostgresScenario.pair()
        scenario.failures = ["db-a": .startingUp("starting up"), "db-b": .startingUp("starting up")]
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds, "never seen, declared without upstream")
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holdsAsWarning, "never seen, declared to follow")
        #expect(scenario.condition(.postgresNodeDown, "db-b")?.summary == "db-b accepts no connections: starting up")
        scenario.failures = [:]
        scenario.run(for: .seconds(10))
        scenario.promote("db-b")
        scenario.demote("db-a")
        scenario.run(for: .seconds(10))
        // PostgreSQL translates its messages: those of a server with `lc_messages = de_DE` count alike.
        scenario.failures = [
            "db-a": .startingUp("das Datenbanksystem nimmt keine Verbindungen an: Hot-Standby-Modus ist deaktiviert."),
            "db-b": .startingUp("das Datenbanksystem fährt herunter"),
        ]
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holds, "last seen as primary")
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holdsAsWarning)
        #expect(
            scenario.condition(.postgresNodeDown, "db-a")?.summary.contains("Hot-Standby-Modus ist deaktiviert") == true
        )
    }

    @Test("a server that never accepts connections, beside a primary: a warm standby, whatever is declared")
    func warmStandby() {
        var scenario = PostgresScenario.pair()
        scenario.promote("db-b")
        scenario.failures = ["db-a": .startingUp("Hot standby mode is disabled.")]
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holdsAsWarning)
    }

    @Test("something answers, but not as PostgreSQL does: cannot tell")
    func somethingElseAnswers() {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = .malformed(field: "role")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNodeDown, "db-b").isUnknown)
    }

    @Test("the primary is cut off from here under load: its standby's word clears it, and says so")
    func unreachableFromHere() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.partition("db-a")
        scenario.run(for: .seconds(300)) { $0.write(1000) }
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .clear)
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .holds)
        let condition = scenario.condition(.postgresPrimaryUnreachable, "db-a")
        #expect(condition?.summary.contains("db-b receives from it, last message") == true)
        #expect(condition?.evidence.contains { $0.name == "said_by_db-b" } == true)
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
        #expect(scenario.truth(.clusterUnreachable) == .clear)
        scenario.failures["db-a"] = nil
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .clear)
    }

    @Test(
        "on an idle link the word comes within half of wal_receiver_timeout, then stays; until then silence is not hidden"
    )
    func unreachableWhileIdle() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60))
        scenario.partition("db-a")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a").isUnknown)
        #expect(
            scenario.condition(.postgresNodeDown, "db-a")?.summary.contains("still connected, last message") == true)
        scenario.run(for: .seconds(25))
        scenario.run(for: .seconds(600)) { scenario in
            #expect(scenario.truth(.postgresNodeDown, "db-a") == .clear)
            #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .holds)
        }
    }

    @Test("a primary that dies after it was cut off from here is down")
    func deathBehindPartition() {
        var scenario = PostgresScenario.pair()
        scenario.partition("db-a")
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .holds)
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(55))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .clear)
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect(scenario.condition(.postgresNodeDown, "db-a")?.summary.contains("db-b has no WAL receiver") == true)
    }

    @Test("what a standby last received before the first failed poll is no sign of life since")
    func lastWords() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.wait(.seconds(2))
        scenario.write(1000)
        scenario.deliver(to: "db-b")
        scenario.wait(.seconds(1))
        scenario.hang("db-a")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.condition(.postgresNodeDown, "db-a")?.summary.contains("db-a hangs") == true)
    }

    @Test("a standby that has not been asked since does not testify yet")
    func notAskedSince() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.kill("db-a")
        for _ in 0..<2 { scenario.poll("db-a") }
        #expect(scenario.truth(.postgresNodeDown, "db-a").isUnknown)
        #expect(
            scenario.condition(.postgresNodeDown, "db-a")?.truth
                == .unknown("db-a does not answer; db-b has not been asked since"))
        scenario.poll("db-b")
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .clear)
    }

    @Test("a paused replay is no sign of death: the WAL receiver is what counts")
    func pausedWitness() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.heldReplay = ["db-b"]
        scenario.partition("db-a")
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .holds)
    }

    @Test("with hidden columns, positions that move are the sign of life")
    func hiddenWitness() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.partition("db-a")
        scenario.run(for: .seconds(15)) { scenario in
            scenario.write(1000)
            scenario.servers["db-b"]?.changeStandby { $0.walReceiver = WALReceiver(pid: $0.walReceiver?.pid ?? 0) }
        }
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .clear)
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
    }

    @Test("the clock of a standby does not matter to its word", arguments: [-7200, 7200])
    func skewedWitness(skew: Int) {
        var scenario = PostgresScenario.pair()
        scenario.skew["db-b"] = .seconds(skew)
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.partition("db-a")
        scenario.run(for: .seconds(15)) { $0.write(1000) }
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-a") == .holds)
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
    }

    @Test(
        "a standby that its upstream still hears is a warning, with who hears it; a dead one is not, though its row stays"
    )
    func heardStandby() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.partition("db-b")
        scenario.hang("db-c")
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holdsAsWarning)
        #expect(scenario.condition(.postgresNodeDown, "db-b")?.summary.contains("db-a hears it") == true)
        #expect(scenario.truth(.postgresNodeDown, "db-c") == .holds)
        #expect(scenario.truth(.postgresPrimaryUnreachable, "db-b") == .clear)
    }

    @Test("an intermediate standby: heard from below it is a warning; dead, all that is fed through it is named")
    func cascade() {
        var scenario = PostgresScenario.cascade()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        scenario.partition("db-b")
        var restored: UInt64 = 900_000
        scenario.run(for: .seconds(10)) { scenario in
            restored += 1000
            let position = LSN(rawValue: restored)
            scenario.servers["db-b"]?.changeStandby { $0.replayLSN = position }
        }
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holdsAsWarning)
        #expect(scenario.condition(.postgresNodeDown, "db-b")?.summary.contains("db-c receives from it") == true)
        scenario.kill("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holds)
        #expect(
            scenario.condition(.postgresNodeDown, "db-b")?.evidence.contains(Evidence("fed_through_it", "db-c")) == true
        )
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .clear)
        #expect(scenario.truth(.postgresNoPrimary) == .clear)
    }

    @Test("an open session answers, a new one does not: down after a second look, role and lag stay known")
    func closedDoor() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.servers["db-a"]?.postmasterCheck = .silent(.timeout(phase: .connect))
        scenario.run(for: .seconds(5)) { $0.write(1000) }
        #expect(scenario.truth(.postgresNodeDown, "db-a").isUnknown)
        scenario.run(for: .seconds(5)) { $0.write(1000) }
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.condition(.postgresNodeDown, "db-a")?.summary.contains("lets nobody new in") == true)
        #expect(scenario.node("db-a")?.role == "primary")
        #expect(scenario.lag("db-b") == .known(.zero))
        for answer in [
            PostmasterCheck.answers, .silent(.local("no descriptor")), .silent(.tooManyConnections("53300")),
        ] {
            scenario.servers["db-a"]?.postmasterCheck = answer
            scenario.run(for: .seconds(15))
            #expect(scenario.truth(.postgresNodeDown, "db-a") == .clear, "\(answer)")
        }
    }

    @Test("a role change holds for five minutes, also across a gap; first sight and a restart are none")
    func roleChanged() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRoleChanged, "db-b") == .clear)
        scenario.restart("db-a")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRoleChanged, "db-a") == .clear)
        scenario.kill("db-a")
        scenario.failures["db-b"] = .connect("refused")
        scenario.run(for: .seconds(20))
        #expect(scenario.truth(.postgresRoleChanged, "db-b").isUnknown)
        scenario.promote("db-b")
        scenario.failures["db-b"] = nil
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRoleChanged, "db-b") == .holds)
        let summary = scenario.condition(.postgresRoleChanged, "db-b")?.summary
        #expect(summary?.contains("db-b became primary 5.0s ago, timeline 1 → 2") == true, "\(summary ?? "")")
        scenario.run(for: .seconds(290))
        #expect(scenario.truth(.postgresRoleChanged, "db-b") == .holds)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresRoleChanged, "db-b") == .clear)
    }
}
