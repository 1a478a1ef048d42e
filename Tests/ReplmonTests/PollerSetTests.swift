import QueueExecutor
import ReplicationCore
import Testing

@testable import ReplmonDaemon

/// The pollers are never started: the set decides, its owner acts.
struct PollerSetTests {
    private static let executor = QueueExecutor(label: "test")

    private static func plan(_ node: String, in cluster: String = "orders", seconds: Int = 5) -> ProbePlan {
        ProbePlan(
            cluster: cluster, node: node, target: .postgresql(conninfo: ""), interval: .seconds(seconds),
            timeout: .seconds(1))
    }

    private static func poller(_ plan: ProbePlan) -> NodePoller {
        NodePoller(plan: plan, executor: executor) { _, _ in }
    }

    private static func set(of plans: [ProbePlan]) -> PollerSet {
        var set = PollerSet()
        _ = set.reconcile(with: plans, make: poller)
        return set
    }

    private static func nodes(_ pollers: [NodePoller]) -> [String] {
        pollers.map(\.plan.node).sorted()
    }

    private static func observation(_ result: Result<NodeReading, ProbeFailure>) -> NodeObservation {
        let instant = MonotonicInstant(nanoseconds: 0)
        return Observation(startedAt: instant, completedAt: instant, result: result)
    }

    @Test("a reconciliation keeps unchanged nodes and names what it adds, changes and removes")
    func reconciliation() {
        var set = Self.set(of: ["db-a", "db-b", "db-c"].map { Self.plan($0) })
        let again = set.reconcile(with: ["db-a", "db-b", "db-c"].map { Self.plan($0) }, make: Self.poller)
        #expect(again.started.isEmpty && again.ended.isEmpty && again.removed.isEmpty && again.descriptions.isEmpty)
        let wanted = [Self.plan("db-a"), Self.plan("db-b", seconds: 9), Self.plan("db-d")]
        let changes = set.reconcile(with: wanted, make: Self.poller)
        #expect(Self.nodes(changes.started) == ["db-b", "db-d"] && Self.nodes(changes.ended) == ["db-b", "db-c"])
        #expect(changes.removed == [NodeKey(cluster: "orders", node: "db-c")])
        #expect(changes.descriptions == ["orders/db-b changed", "orders/db-c removed", "orders/db-d added"])
    }

    @Test("only a poller of the same plan counts as running")
    func samePlan() {
        let set = Self.set(of: [Self.plan("db-a")])
        #expect(set.runs(Self.plan("db-a")))
        #expect(!set.runs(Self.plan("db-a", seconds: 9)) && !set.runs(Self.plan("db-a", in: "media")))
    }

    @Test("a cluster matches while exactly its nodes are polled, whatever other clusters have")
    func matching() {
        let (a, b, other) = (Self.plan("a:1"), Self.plan("b:1"), Self.plan("a:1", in: "media"))
        let set = Self.set(of: [a, b, other])
        #expect(set.matches([b, a], of: "orders") && set.matches([other], of: "media"))
        #expect(!set.matches([a], of: "orders"), "a member left")
        #expect(!set.matches([a, b, Self.plan("c:1")], of: "orders"), "a member joined")
        #expect(!set.matches([a, Self.plan("b:1", seconds: 9)], of: "orders"), "a plan changed")
    }

    @Test("the peers of a node that begins to fail are asked, the node itself and other clusters are not")
    func peers() {
        let plans = ["db-a", "db-b", "db-c"].map { Self.plan($0) }
        var set = Self.set(of: plans + [Self.plan("c:1", in: "media")])
        let failure = Self.observation(.failure(.connect("refused")))
        #expect(Self.nodes(set.pollersToAsk(after: failure, of: plans[0], among: plans)) == ["db-b", "db-c"])
        #expect(set.pollersToAsk(after: failure, of: plans[0], among: plans).isEmpty, "it fails already")
    }

    @Test("a node that was removed or changed begins anew: its first failure concerns its peers again")
    func forgetting() {
        let plans = ["db-a", "db-b"].map { Self.plan($0) }
        var set = Self.set(of: plans)
        let failure = Self.observation(.failure(.connect("refused")))
        _ = set.pollersToAsk(after: failure, of: plans[0], among: plans)
        let changed = [Self.plan("db-a", seconds: 9), plans[1]]
        _ = set.reconcile(with: changed, make: Self.poller)
        #expect(Self.nodes(set.pollersToAsk(after: failure, of: changed[0], among: changed)) == ["db-b"])
    }

    @Test("an emptied set returns every poller and has none left")
    func emptying() {
        var set = Self.set(of: [Self.plan("db-a"), Self.plan("db-b")])
        #expect(Self.nodes(set.removeAll()) == ["db-a", "db-b"])
        #expect(!set.runs(Self.plan("db-a")) && set.matches([], of: "orders") && set.removeAll().isEmpty)
    }
}
