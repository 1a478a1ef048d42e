import Alerting
import ReplicationCore
import Testing

@Suite struct MonitorIsolationTests {
    private static func view(_ name: String, _ truth: Condition.Truth?) -> ClusterView {
        let conditions = truth.map { [Condition(.clusterUnreachable, truth: $0, summary: "")] } ?? []
        return ClusterView(
            name: name, kind: .postgresql, nodes: [], links: [], conditions: conditions, firstRoundDone: true)
    }

    @Test("a cluster of one node is out of reach when that node is down")
    func oneNode() {
        let node = NodeView(name: "db-a", role: "unknown", reachable: false, observedAge: nil)
        func single(_ truth: Condition.Truth) -> ClusterView {
            ClusterView(
                name: "single", kind: .postgresql, nodes: [node], links: [],
                conditions: [Condition(.postgresNodeDown, node: "db-a", truth: truth, summary: "")],
                firstRoundDone: true)
        }
        #expect(MonitorIsolation.condition([single(.holds), Self.view("other", .holds)]).truth == .holds)
        #expect(MonitorIsolation.condition([single(.clear), Self.view("other", .holds)]).truth == .clear)
    }

    private static let unknown = Condition.Truth.unknown("not every cluster has been evaluated")

    @Test("any node that answers, or is starting, is enough: nothing else need be judged", arguments: [true, false])
    func answers(starting: Bool) {
        var node = NodeView(name: "db-a", role: "unknown", reachable: !starting, observedAge: nil)
        if starting { node.failure = .startingUp("the database system is starting up") }
        let answering = ClusterView(
            name: "single", kind: .postgresql, nodes: [node], links: [], conditions: [], firstRoundDone: false)
        #expect(MonitorIsolation.condition([answering, Self.view("other", .holds)]).truth == .clear)
    }

    @Test(
        "isolated only when two clusters or more are all out of reach",
        arguments: [
            ([], .clear), ([.holds], .clear), ([.holds, .holds], .holds), ([.holds, .clear], .clear),
            ([.holds, .unknown("asked again")], unknown), ([.holds, nil], unknown), ([nil, nil], unknown),
            ([.clear, .unknown("asked again")], .clear), ([.holds, .holds, .holds], .holds),
        ] as [([Condition.Truth?], Condition.Truth)])
    func isolation(clusters: [Condition.Truth?], truth: Condition.Truth) {
        let views = clusters.enumerated().map { Self.view("cluster-\($0)", $1) }
        #expect(MonitorIsolation.condition(views).truth == truth)
    }
}
