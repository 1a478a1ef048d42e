import Alerting
import ReplicationCore
import Testing

@testable import ReplmonDaemon

struct JournalSinkTests {
    /// The transitions of one alert: it fires, gets worse, ends.
    private static func transitions(cluster: String?, node: String?) -> [AlertTransition] {
        var engine = AlertEngine()
        let rule = AlertRules(overrides: [.postgresReplicationLag: AlertOverride(for: .zero)])
            .rule(for: .postgresReplicationLag)
        return [20, 90, 0].enumerated().flatMap { second, lag in
            engine.evaluate(
                [
                    AlertEngine.Input(
                        cluster: cluster,
                        condition: Condition(
                            .postgresReplicationLag, node: node, truth: .measured(.seconds(lag)),
                            summary: "\(lag) s behind"),
                        rule: rule)
                ],
                now: MonotonicInstant(nanoseconds: Int64(second) * 1_000_000_000),
                wallNow: WallInstant(milliseconds: Int64(second) * 1000))
        }
    }

    @Test func messagesNameAlertPlaceSeverityAndReason() {
        #expect(
            Self.transitions(cluster: "orders", node: "db-b").map(\.message) == [
                "PostgresReplicationLag orders/db-b firing (warning): 20 s behind",
                "PostgresReplicationLag orders/db-b is now critical: 90 s behind",
                "PostgresReplicationLag orders/db-b resolved after 2s",
            ])
        #expect(
            Self.transitions(cluster: nil, node: nil).first.map(\.message)
                == "PostgresReplicationLag firing (warning): 20 s behind")
    }
}
