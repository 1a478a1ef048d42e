import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterPrivilegesTests {
    @Test(
        "what is refused is said in its own words",
        arguments: [
            (.authentication("no pg_hba.conf entry"), "refuses replmon's login: no pg_hba.conf entry"),
            (.privilege("pg_monitor"), "denies replmon's role a privilege: pg_monitor"),
            (.server(code: "XX000", message: "broken"), "question with error XX000: broken"),
            (.malformed(field: "role"), "not understandably: role"),
        ] as [(ProbeFailure, String)])
    func refused(failure: ProbeFailure, text: String) {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = failure
        scenario.run(for: .seconds(10))
        let condition = scenario.condition(.postgresProbeRefused, "db-b")
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains(text) == true)
        #expect(scenario.truth(.postgresPrivilegeMissing, "db-b").isUnknown)
    }

    @Test("every blind spot is named, one fact per grant")
    func blindSpots() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.missingPrivileges = [
            MissingPrivilege("pg_read_all_stats", hides: ["commits that wait", "the state of WAL senders"]),
            MissingPrivilege("pg_read_all_settings", hides: ["primary_conninfo"]),
        ]
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresPrivilegeMissing, "db-a")
        #expect(condition?.truth == .holds)
        #expect(
            condition?.evidence == [
                Evidence("missing_pg_read_all_stats", "hides commits that wait, the state of WAL senders"),
                Evidence("missing_pg_read_all_settings", "hides primary_conninfo"),
            ])
        #expect(scenario.truth(.postgresPrivilegeMissing, "db-b") == .clear)
    }

    private static func sessions(_ sessions: PostgresSessions?, walSenders: Int = 10) -> PostgresScenario {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.sessions = sessions
        scenario.servers["db-a"]?.settings.parity[.maxWALSenders] = walSenders
        scenario.run(for: .seconds(5))
        return scenario
    }

    @Test(
        "sessions run out at none left, not at few",
        arguments: [(1, 1, .clear), (0, 1, .holds), (-3, 1, .holds), (5, 0, .holdsAsWarning), (5, -1, .holdsAsWarning)]
            as [(Int, Int, Condition.Truth)])
    func exhausted(clients: Int, senders: Int, truth: Condition.Truth) {
        let scenario = Self.sessions(PostgresSessions(clients: 97, freeForClients: clients, freeWALSenders: senders))
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a") == truth)
    }

    @Test("no WAL sender left is critical when a standby is kept out by it")
    func standbyKeptOut() {
        var scenario = Self.sessions(PostgresSessions(clients: 9, freeForClients: 90, freeWALSenders: 0))
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        let condition = scenario.condition(.postgresConnectionsExhausted, "db-a")
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains("for db-b") == true)
        scenario.failures["db-b"] = .connect("refused")
        scenario.run(for: .seconds(60))
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a") == .holdsAsWarning, "a dead one asks for nothing")
    }

    @Test("a server set to have no WAL senders lacks none")
    func noWALSenders() {
        let scenario = Self.sessions(
            PostgresSessions(clients: 9, freeForClients: 90, freeWALSenders: 0), walSenders: 0)
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a") == .clear)
    }

    @Test("a server that lets replmon not in either is exhausted, on a second poll's word")
    func lockedOut() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(5))
        scenario.failures["db-a"] = .tooManyConnections("sorry, too many clients already")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a").isUnknown)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a") == .holds)
        scenario.failures["db-a"] = .connect("refused")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresConnectionsExhausted, "db-a").isUnknown)
    }

    @Test("sessions that the role may not count are unknown, and why")
    func hiddenSessions() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.missingPrivileges = [MissingPrivilege("pg_monitor", hides: ["sessions"])]
        scenario.run(for: .seconds(5))
        guard case .unknown(let reason)? = scenario.truth(.postgresConnectionsExhausted, "db-a") else {
            Issue.record("not unknown")
            return
        }
        #expect(reason.contains("pg_monitor"))
    }
}
