import ReplicationCore
import Testing

@testable import Alerting

@Suite struct AlertLabelsTests {
    @Test("labels name the alert, its severity and its subject, and leave out what it is not about")
    func labels() {
        let subject = Condition.Subject(node: "db-b", upstream: "db-a", slot: "db_b")
        let identity = AlertIdentity(name: .postgresSlotLost, cluster: "orders", subject: subject)
        #expect(
            identity.labels(severity: "critical") == [
                "alertname": "PostgresSlotLost", "severity": "critical", "cluster": "orders", "node": "db-b",
                "upstream": "db-a", "slot": "db_b",
            ])
        #expect(
            AlertIdentity(name: .replmonWatchdog, cluster: nil).labels(severity: "none") == [
                "alertname": "ReplmonWatchdog", "severity": "none",
            ])
    }

    @Test("an alert's labels follow its severity and nothing else that changes")
    func severity() throws {
        var scenario = AlertScenario()
        func labels(_ truth: Condition.Truth) -> [String: String]? {
            _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", truth, for: 0)])
            return scenario.alert(.postgresNodeDown, "db-a")?.labels
        }
        let warning = try #require(labels(.holdsAsWarning))
        #expect(labels(.unknown("hung")) == warning && warning["severity"] == "warning")
        #expect(labels(.holds) == warning.merging(["severity": "critical"]) { $1 })
    }
}
