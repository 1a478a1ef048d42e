import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

/// Values that a later release of the server may add: each is quoted, and nothing is concluded from it.
@Suite struct OpenValueTests {
    @Test("a wal_status that replmon does not know makes its slot unknown: neither lost nor well")
    func walStatus() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.settings.maxSlotWALKeepBytes = 1 << 30
        scenario.changeSlot("db_b") {
            $0.walStatus = "frozen"
            $0.restartLSN = LSN(rawValue: 1000)
            $0.safeWALSize = 1 << 29
        }
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        for alert in [AlertName.postgresSlotLost, .postgresSlotAtRisk] {
            let condition = scenario.slotCondition(alert, "db-a")
            let truth = condition?.truth
            #expect(truth.isUnknown, "\(alert)")
            #expect(condition?.summary.contains("\"frozen\"") == true, "\(alert)")
        }
    }

    @Test("a status of a WAL receiver that replmon does not know makes its link unknown, and is quoted")
    func receiverStatus() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.servers["db-b"]?.changeStandby { $0.walReceiver?.status = "connecting" }
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .unknown)
        for alert in [
            AlertName.postgresStandbyDisconnected, .postgresReplicationStalled, .postgresStandbyNeedsRebuild,
        ] {
            let reason = "the WAL receiver of db-b is \"connecting\", which replmon does not know"
            #expect(scenario.truth(alert, "db-b") == .unknown(reason), "\(alert)")
        }
        scenario.partition("db-a")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
    }

    @Test("a state of a WAL sender that replmon does not know: its standby may count, and may not")
    func senderState() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.settings.synchronousStandbyNames = "*"
        scenario.servers["db-a"]?.walSenders[0].state = "thawing"
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(
            scenario.truth(.postgresSynchronousDegraded, "db-a")
                == .unknown("a WAL sender of db-a is \"thawing\", which replmon does not know"))
        #expect(scenario.link("db-b")?.state == .streaming, "by its WAL receiver")
    }

    @Test("a sync_state that replmon does not know is no drift", arguments: [true, false])
    func syncState(isDeclaredSynchronous: Bool) {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a", synchronous: isDeclaredSynchronous))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "s")
        scenario.servers["db-a"]?.walSenders[0].syncState = "sometimes"
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresTopologyDrift, "db-b") == .clear)
    }
}
