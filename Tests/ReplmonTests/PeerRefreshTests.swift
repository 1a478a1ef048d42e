import MongoReplication
import ReplicationCore
import Testing

@testable import ReplmonDaemon

struct PeerRefreshTests {
    private static let node = NodeKey(cluster: "orders", node: "db-a")
    private static let peer = NodeKey(cluster: "orders", node: "db-b")

    private static let failure = observation(.failure(.connect("refused")))
    private static let primary = observation(.success(.primary))
    private static let standby = observation(.success(.standby))

    private static func observation(_ result: Result<NodeReading, ProbeFailure>) -> NodeObservation {
        let instant = MonotonicInstant(nanoseconds: 0)
        return Observation(startedAt: instant, completedAt: instant, result: result)
    }

    /// Whether each of these observations of the node has its peer polled.
    private static func polls(
        _ observations: [NodeObservation], peerFails: Bool = false, in refresh: PeerRefresh = PeerRefresh()
    ) -> [Bool] {
        var refresh = refresh
        if peerFails { _ = refresh.peersToPoll(after: failure, of: peer, among: []) }
        return observations.map { refresh.peersToPoll(after: $0, of: node, among: [peer]) == [peer] }
    }

    @Test("a node that begins to fail or becomes a primary has its peers polled, once")
    func beginOfAFailureAndPromotion() {
        let (primary, standby, failure) = (Self.primary, Self.standby, Self.failure)
        #expect(
            Self.polls([standby, failure, failure, standby, primary, primary, failure, primary, standby])
                == [false, true, false, false, true, false, true, false, false])
    }

    @Test("a member that becomes the primary has its peers polled, once")
    func electedMember() {
        let primary = Self.observation(
            .success(.mongodb(MongoReading(hello: HelloReply(isWritablePrimary: true)))))
        let secondary = Self.observation(.success(.mongodb(MongoReading(hello: HelloReply(secondary: true)))))
        #expect(
            Self.polls([primary, secondary, primary, primary, secondary]) == [false, false, true, false, false])
    }

    @Test("a first reading has nobody polled, nor does the first after the node was forgotten")
    func firstReading() {
        #expect(Self.polls([Self.primary]) == [false])
        var refresh = PeerRefresh()
        _ = refresh.peersToPoll(after: Self.standby, of: Self.node, among: [])
        refresh.forget(Self.node)
        #expect(Self.polls([Self.primary], in: refresh) == [false])
    }

    @Test("a peer that fails is polled when the node answers again, not when it begins to fail or is promoted")
    func peerThatFailsToo() {
        let (primary, standby, failure) = (Self.primary, Self.standby, Self.failure)
        #expect(
            Self.polls([standby, failure, failure, standby, primary, failure, primary], peerFails: true)
                == [false, false, false, true, false, false, true])
    }

    @Test("of several peers those are polled whom the observation concerns")
    func severalPeers() {
        let others = ["db-b", "db-c", "db-d"].map { NodeKey(cluster: "orders", node: $0) }
        var refresh = PeerRefresh()
        _ = refresh.peersToPoll(after: Self.failure, of: others[1], among: [])
        #expect(refresh.peersToPoll(after: Self.failure, of: Self.node, among: others) == [others[0], others[2]])
        #expect(refresh.peersToPoll(after: Self.standby, of: Self.node, among: others) == [others[1]])
    }
}
