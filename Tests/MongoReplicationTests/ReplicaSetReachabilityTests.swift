import ReplicationCore
import TestSupport
import Testing

@testable import MongoReplication

@Suite struct ReplicaSetReachabilityTests {
    @Test("a replica set of which no member answers is unreachable")
    func replicaSet() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.clusterUnreachable) == .clear)
        for member in scenario.view.nodes.map(\.name) { scenario.failures[member] = .connect("no route") }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.clusterUnreachable) == .holds)
    }
}
