import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct NodeRowTests {
    private static func rows(_ snapshot: Snapshot, cluster: Int = 0) -> [NodeRow] {
        let cluster = StatusDocument(snapshot, now: snapshot.instant).clusters[cluster]
        return cluster.nodes.map { NodeRow($0, in: cluster) }
    }

    private static func text(_ row: NodeRow) -> [String] {
        NodeRow.Column.allCases.map { row[$0] }
    }

    @Test func whatDoesNotApplyIsADash() {
        let row = Self.rows(Samples.healthy())[0]
        #expect(Self.text(row) == ["db-a", "primary", "-", "-", "-", "-", "0.1s", "377"])
        #expect(row.concern == .normal)
    }

    @Test func whatIsUnknownIsAQuestionMarkAndNeverZero() {
        let row = Self.rows(Samples.silentStandby())[1]
        #expect(Self.text(row) == ["db-b", "standby?", "connect", "?", "?", "?", "42s", "370"])
        #expect(row.concern == .bad)
    }

    @Test func replicaSetMembersHaveNoBytes() {
        let rows = Self.rows(Samples.healthy(), cluster: 1)
        #expect(rows.map(\.bytes) == ["-", "-", "-"])
        #expect(rows.map(\.lag) == ["-", "1h00m", "-"])
        #expect(rows.map(\.upstream) == ["-", "10.0.1.11:27017", "-"])
    }

    @Test func nodeNotPolledYetIsUnknownThroughout() {
        let node = NodeView(name: "db-a", role: "unknown", reachable: false, observedAge: nil)
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [node], links: [], conditions: [], firstRoundDone: false)
        #expect(Self.text(Self.rows(Samples.snapshot([view]))[0]) == ["db-a", "?", "?", "?", "?", "?", "?", "?"])
    }

    @Test(arguments: [
        (LinkState.streaming, "streaming", NodeRow.Concern.normal), (.catchup, "catchup", .notable),
        (.archive, "archive", .notable), (.unknown, "?", .notable), (.stalled, "stalled", .bad),
        (.disconnected, "disconnected", .bad), (.foreign, "foreign", .bad),
    ])
    func stateIsThatOfTheLink(state: LinkState, text: String, concern: NodeRow.Concern) {
        var view = Samples.orders(standbyName: "db-b")
        view.links[0].state = state
        let row = Self.rows(Samples.snapshot([view]))[1]
        #expect(row.state == text)
        #expect(row.concern == concern)
    }

    @Test(
        arguments: [
            (nil, "1.3s"), (.level, "1.3s"), (.catchingUp(.seconds(4)), "1.3s↓"), (.fallingBehind(1), "1.3s↑"),
        ] as [(ReplicationTrend?, String)])
    func aLagThatChangesSaysWhichWay(trend: ReplicationTrend?, text: String) {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[1].postgresql?.trend = trend
        #expect(Self.rows(Samples.snapshot([view]))[1].lag == text)
    }
}
