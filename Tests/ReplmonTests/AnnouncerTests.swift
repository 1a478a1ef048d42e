import Alerting
import ReplicationCore
import StatusAPI
import Testing

@testable import ReplmonDaemon

struct AnnouncerTests {
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
            Self.transitions(cluster: "orders", node: "db-b").map(Announcer.message) == [
                "PostgresReplicationLag orders/db-b firing (warning): 20 s behind",
                "PostgresReplicationLag orders/db-b is now critical: 90 s behind",
                "PostgresReplicationLag orders/db-b resolved after 2s",
            ])
        #expect(
            Self.transitions(cluster: nil, node: nil).first.map(Announcer.message)
                == "PostgresReplicationLag firing (warning): 20 s behind")
    }

    private static func cluster(_ name: String, reachable: [Bool], condition: Condition? = nil) -> ClusterAssessment {
        let nodes = reachable.enumerated().map { index, reachable in
            NodeView(name: "n\(index)", role: "unknown", reachable: reachable, observedAge: nil)
        }
        let view = ClusterView(
            name: name, kind: .postgresql, nodes: nodes, links: [], conditions: condition.map { [$0] } ?? [],
            firstRoundDone: true)
        return ClusterAssessment(view: view, rules: AlertRules())
    }

    private static func statusLine(_ clusters: [ClusterAssessment]) -> String {
        let wall = WallInstant(milliseconds: 0)
        return Announcer.statusLine(
            Snapshot(
                generatedAt: wall, instant: MonotonicInstant(nanoseconds: 0), clusters: clusters, alerts: [],
                daemon: DaemonStatus(
                    version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: [])))
    }

    @Test func theStatusLineCountsNodesAndNamesVerdicts() {
        let down = Condition(.postgresNodeDown, node: "n1", truth: .holds, summary: "n1 does not answer")
        #expect(
            Self.statusLine([
                Self.cluster("orders", reachable: [true, true]),
                Self.cluster("media", reachable: [true, false, true], condition: down),
            ]) == "2 clusters, 4/5 nodes answer: orders ok, media critical")
        #expect(
            Self.statusLine([Self.cluster("orders", reachable: [true])]) == "1 cluster, 1/1 nodes answer: orders ok")
        #expect(Self.statusLine([]) == "0 clusters, 0/0 nodes answer")
    }
}
