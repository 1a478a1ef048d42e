import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterTests {
    @Test("before the first poll everything is unknown and nothing holds")
    func beforeFirstPoll() {
        let scenario = PostgresScenario.pair()
        #expect(!scenario.view.firstRoundDone)
        #expect(scenario.view.nodes.map(\.role) == ["unknown", "unknown"])
        #expect(scenario.view.conditions.allSatisfy { Optional($0.truth).isUnknown })
    }

    @Test("a primary and its standby, as they answer")
    func healthy() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        #expect(scenario.view.firstRoundDone)
        #expect(scenario.view.nodes.map(\.role) == ["primary", "standby"])
        #expect(scenario.view.nodes.map(\.version) == ["15.18", "15.18"])
        #expect(scenario.node("db-a")?.lag == nil)
        #expect(scenario.node("db-b")?.upstream == "db-a")
        #expect(scenario.node("db-b")?.postgresql?.timeline == 1)
    }

    @Test("promotion: the standby becomes primary, the old one comes back as its standby; nothing is left behind")
    func promotion() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.failures["db-a"] = .connect("refused")
        scenario.dropReceiver(of: "db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresNoPrimary) == .holds)

        scenario.servers["db-b"] = .primary(at: 8000, timeline: 2)
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect(scenario.truth(.postgresNoPrimary) == .clear)
        #expect(scenario.view.links.isEmpty)
        #expect(scenario.truth(.postgresReplicationLag, "db-b") == nil)

        scenario.failures["db-a"] = nil
        scenario.servers["db-a"] = .standby(at: 7000)
        scenario.connect("db-a", to: "db-b", senderPID: 900, slot: "db_a")
        scenario.run(for: .seconds(30)) { $0.write(1000, on: "db-b") }
        #expect(scenario.view.links.map(\.downstream) == ["db-a"])
        #expect(scenario.link("db-a")?.upstream == "db-b")
        #expect(scenario.lag("db-a")?.value != nil)
    }

    @Test("another timeline starts the history anew: no lag from positions that are not comparable")
    func timelineSwitch() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.freezeLink(to: "db-b")
        scenario.servers["db-a"] = .primary(at: 500_000, timeline: 2)
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("db-b")?.value == nil)
        #expect(scenario.node("db-a")?.postgresql?.timeline == 2)
    }

    @Test("two primaries of one system are a split brain; a standby is measured only along its own timeline")
    func twoPrimaries() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-c"),
            PostgresNodeDeclaration(name: "db-c"))
        scenario.servers = [
            "db-a": .primary(at: 900_000), "db-b": .standby(at: 500), "db-c": .primary(at: 500, timeline: 2),
        ]
        scenario.connect("db-b", to: "db-c", senderPID: 500, slot: "s")
        scenario.run(for: .seconds(60)) { $0.write(1000, on: "db-a") }
        #expect(scenario.lag("db-b") == .known(.zero))
        #expect(scenario.truth(.postgresSplitBrain) == .holds)
        #expect(scenario.condition(.postgresSplitBrain)?.summary.contains("db-a and db-c") == true)
        scenario.failures["db-a"] = .connect("refused")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresSplitBrain).isUnknown, "a silent node may be the second")
    }

    @Test("a new intent keeps what is known of a node; another address is another server")
    func reconfigured() {
        let address = PostgresNodeDeclaration.Address(host: "10.0.0.1", port: 5432)
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [address]),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 1000), "db-b": .standby(at: 1000)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "db_b")
        scenario.run(for: .seconds(10))
        let other = PostgresNodeDeclaration.Address(host: "10.0.0.7", port: 5432)
        let cluster = scenario.cluster.reconfigured(
            nodes: [
                PostgresNodeDeclaration(name: "db-a", addresses: [other]),
                PostgresNodeDeclaration(name: "db-b", applyDelay: .seconds(5), synchronous: true),
                PostgresNodeDeclaration(name: "db-c"),
            ], limits: scenario.cluster.limits)
        let view = cluster.view(at: scenario.now)
        #expect(view.nodes.map(\.reachable) == [false, true, false])
        #expect(view.nodes.map(\.upstream) == [nil, "db-a", nil])
        #expect(!view.firstRoundDone)
        let drift = view.conditions.first { $0.alert == .postgresTopologyDrift && $0.subject.node == "db-b" }
        #expect(drift?.summary.contains("declared 5.0s") == true)
    }

    @Test("the same name declared twice, or an observation of an unknown node, does not end the program")
    func strangeDeclarations() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-b", upstream: "db-b"),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-b"))
        scenario.servers["db-b"] = .standby(at: 5)
        scenario.run(for: .seconds(10))
        scenario.servers["db-x"] = .primary(at: 5)
        scenario.poll("db-x")
        #expect(scenario.view.nodes.allSatisfy { $0.name == "db-b" })
    }

    @Test("servers that lie, go backwards and overflow never trap", arguments: 0..<12)
    func liars(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(300)) { scenario in
            for name in scenario.names { scenario.servers[name] = .lying(using: &random) }
            scenario.skew["db-b"] = .seconds(Int64.random(in: -1_000_000...1_000_000, using: &random))
            scenario.failures["db-a"] = Bool.random(using: &random) ? nil : .malformed(field: "x")
            for condition in scenario.view.conditions {
                guard case .measured(let time) = condition.truth else { continue }
                #expect(time >= .zero, "seed \(seed)")
            }
        }
    }
}
