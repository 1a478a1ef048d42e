import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterConditionsTests {
    @Test("a refused login is no dead node, once a second poll has confirmed it")
    func refusedLogin() {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = .authentication("password authentication failed")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresProbeRefused, "db-b").isUnknown)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresProbeRefused, "db-b") == .holds)
        #expect(scenario.truth(.postgresNodeDown, "db-b") != .holds)
        #expect(scenario.truth(.postgresProbeRefused, "db-a") == .clear)
    }

    @Test("a role without pg_monitor: hidden columns are unknown or absent, never zeros, and the grant is named")
    func withoutMonitorRole() {
        var scenario = PostgresScenario.pair(upstream: nil)
        scenario.run(for: .seconds(5))
        scenario.freezeLink(to: "db-b")
        for name in ["db-a", "db-b"] {
            scenario.servers[name]?.missingPrivileges = [
                MissingPrivilege("pg_monitor", hides: ["the state of WAL senders"])
            ]
        }
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
    func causes() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(5))
        for alert in [
            AlertName.postgresStandbyDisconnected, .postgresReplicationStalled, .postgresReplicationLag,
        ] {
            #expect(Set(scenario.condition(alert, "db-b")?.causes ?? []) == ["db-a", "db-b"], "\(alert)")
        }
        #expect(scenario.condition(.postgresNodeDown, "db-b")?.causes == [])
    }

    @Test("the death of the old primary no longer explains a standby that is left behind, once another is primary")
    func leftBehind() {
        let address = PostgresNodeDeclaration.Address(host: "10.0.0.1", port: 5432)
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [address]),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0), "db-c": .standby(at: 0)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "b")
        scenario.connect("db-c", to: "db-a", senderPID: 600, slot: "c")
        scenario.servers["db-c"]?.inventory = PostgresInventory(primaryConninfoAddress: address)
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.kill("db-a")
        scenario.run(for: .seconds(10))
        let alerts = [AlertName.postgresStandbyDisconnected, .postgresReplicationStalled, .postgresReplicationLag]
        for alert in alerts {
            #expect(Set(scenario.condition(alert, "db-c")?.causes ?? []) == ["db-a", "db-c"], "\(alert)")
        }
        scenario.promote("db-b")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-c") == .holds)
        #expect(scenario.link("db-c")?.upstream == "db-a")
        for alert in alerts { #expect(scenario.condition(alert, "db-c")?.causes == ["db-c"], "\(alert)") }
    }

    @Test("a dead standby in a chain explains what is below it, however well the primary is")
    func chain() {
        var scenario = PostgresScenario.cascade()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.kill("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.condition(.postgresStandbyDisconnected, "db-c")?.causes == ["db-c", "db-b"])
    }
}
