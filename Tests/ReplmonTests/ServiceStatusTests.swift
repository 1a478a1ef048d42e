import Alerting
import ReplicationCore
import StatusAPI
import Testing

@testable import ReplmonDaemon

struct ServiceStatusTests {
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
        return ServiceStatus.line(
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
