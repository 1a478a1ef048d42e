import Alerting
import ReplicationCore
import Testing

@testable import StatusAPI

/// Clusters are judged apart; a snapshot holds them as of different moments.
@Suite struct SnapshotClockTests {
    private static let judgedAt = MonotonicInstant(nanoseconds: 100_000_000_000)

    /// A standby that was 10 s behind when its cluster was judged, in a snapshot made 0.7 s later, read 0.3 s after that.
    private static func node(isGrowing: Bool) throws -> StatusDocument.Node {
        var lag = Lag(time: .known(.seconds(10)))
        lag.growingSince = isGrowing ? judgedAt : nil
        let node = NodeView(name: "db-b", role: "standby", reachable: true, observedAge: .seconds(2), lag: lag)
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [node], links: [], conditions: [], firstRoundDone: true)
        let wall = WallInstant(milliseconds: 1_700_000_000_000)
        let snapshot = Snapshot(
            generatedAt: wall, instant: judgedAt.advanced(by: .milliseconds(700)),
            clusters: [ClusterAssessment(view: view, rules: AlertRules(), judgedAt: judgedAt)], alerts: [],
            daemon: DaemonStatus(
                version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: []))
        let document = StatusDocument(snapshot, now: judgedAt.advanced(by: .seconds(1)))
        return try #require(document.clusters.first?.nodes.first)
    }

    @Test("where nothing arrives, lag is shown as of the snapshot; elsewhere as of the reading")
    func lag() throws {
        #expect(try Self.node(isGrowing: true).lagSeconds == 10.7)
        #expect(try Self.node(isGrowing: false).lagSeconds == 10)
    }

    @Test("ages count from the judgement of the cluster")
    func age() throws {
        #expect(try Self.node(isGrowing: false).observedAgeSeconds == 3)
    }
}
