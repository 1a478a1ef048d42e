import Testing

@testable import Replication

@Suite struct PostgresClusterConditionsTests {
    @Test(
        "a node is down when nothing answers; a server that refuses or fails us runs",
        arguments: [
            (.connect("refused"), .holds), (.resolve("no such host"), .holds), (.timeout(phase: .query), .holds),
            (.closed("reset"), .holds), (.tls("bad certificate"), .holds), (.startingUp("recovery"), .holds),
            (.authentication("password"), .clear), (.privilege("pg_monitor"), .clear),
            (.tooManyConnections("53300"), .holds), (.server(code: "XX000", message: "internal"), .clear),
        ] as [(ProbeFailure, Condition.Truth)])
    func nodeDown(failure: ProbeFailure, truth: Condition.Truth) {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.failures["db-b"] = failure
        scenario.run(for: .seconds(5))
        if truth == .holds { #expect(scenario.truth(.postgresNodeDown, "db-b").isUnknown, "on one poll's word") }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNodeDown, "db-b") == truth)
        #expect(scenario.node("db-b")?.reachable == false)
        #expect(scenario.node("db-b")?.role == "unknown")
        #expect(scenario.node("db-b")?.lastRole == "standby")
    }

    @Test("something answers, but not as PostgreSQL does: cannot tell")
    func somethingElseAnswers() {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = .malformed(field: "role")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNodeDown, "db-b").isUnknown)
    }

    @Test("a refused login is a missing privilege, not a dead node")
    func refusedLogin() {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = .authentication("password authentication failed")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresPrivilegeMissing, "db-b") == .holds)
        #expect(scenario.truth(.postgresNodeDown, "db-b") != .holds)
        #expect(scenario.truth(.postgresPrivilegeMissing, "db-a") == .clear)
    }

    @Test("a role without pg_monitor: hidden columns are unknown or absent, never zeros, and the grant is named")
    func withoutMonitorRole() {
        var scenario = PostgresScenario.pair(upstream: nil)
        scenario.run(for: .seconds(5))
        scenario.freezeLink(to: "db-b")
        for name in ["db-a", "db-b"] { scenario.servers[name]?.missingPrivileges = ["pg_monitor"] }
        scenario.servers["db-a"]?.walSenders = [WALSender(pid: 500, applicationName: "walreceiver")]
        scenario.servers["db-b"]?.changeStandby { $0.walReceiver = WALReceiver(pid: 501) }
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        for name in ["db-a", "db-b"] { #expect(scenario.truth(.postgresPrivilegeMissing, name) == .holds) }
        #expect(scenario.condition(.postgresPrivilegeMissing, "db-b")?.summary.contains("pg_monitor") == true)
        #expect(scenario.link("db-b")?.state == .unknown)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b").isUnknown)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b").isUnknown)
        #expect(scenario.lag("db-b").seconds ?? 0 > 50)
        #expect(scenario.node("db-b")?.lag?.bytes?.value?.send == nil)
    }

    @Test("the primary is unreachable from here while a standby still streams from it: cannot tell")
    func primaryUnreachable() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.failures["db-a"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.postgresNodeDown, "db-a") == .holds)
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNoPrimary) == .holds)
        #expect(scenario.condition(.postgresNoPrimary)?.blames == ["db-a"])
    }

    @Test("also when nothing says whom the standby streams from")
    func unnamedUpstream() {
        var scenario = PostgresScenario.pair(upstream: nil)
        scenario.failures["db-a"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
    }

    @Test(
        "no primary is said only when every candidate is accounted for",
        arguments: [
            (nil, .holds), (.connect("refused"), .holds), (.authentication("x"), nil), (.tooManyConnections("x"), nil),
        ] as [(ProbeFailure?, Condition.Truth?)])
    func noPrimary(failure: ProbeFailure?, truth: Condition.Truth?) {
        var scenario = PostgresScenario.pair()
        scenario.cutLink(to: "db-b")
        scenario.servers["db-a"] = .standby(at: 1000)
        scenario.failures["db-a"] = failure
        scenario.run(for: .seconds(10))
        let answer = scenario.truth(.postgresNoPrimary)
        if let truth { #expect(answer == truth) } else { #expect(answer.isUnknown) }
    }

    @Test("with nobody to ask, nothing is known of the primary")
    func allSilent() {
        var scenario = PostgresScenario.pair()
        scenario.failures = ["db-a": .connect("x"), "db-b": .connect("x")]
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresNoPrimary) == .unknown("no node answers"))
    }

    @Test(
        "pausing replay is told while it is requested and while it holds",
        arguments: PostgresReading.PauseState.allCases)
    func paused(state: PostgresReading.PauseState) {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = state }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == (state == .notPaused ? .clear : .holds))
    }

    @Test("consequences blame the nodes whose death would explain them")
    func blames() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(5))
        for alert in [
            AlertName.postgresStandbyDisconnected, .postgresReplicationStalled, .postgresReplicationLag,
        ] {
            #expect(Set(scenario.condition(alert, "db-b")?.blames ?? []) == ["db-a", "db-b"], "\(alert)")
        }
        #expect(scenario.condition(.postgresNodeDown, "db-b")?.blames == [])
    }
}
