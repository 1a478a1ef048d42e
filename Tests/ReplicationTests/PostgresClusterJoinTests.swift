import Testing

@testable import Replication

@Suite struct PostgresClusterJoinTests {
    private static let addressA = PostgresNodeDeclaration.Address(host: "10.0.0.1", port: 5432)
    private static let addressB = PostgresNodeDeclaration.Address(host: "10.0.0.2", port: 5432)

    /// A primary, a standby and a second standby, none of which declares an upstream.
    private static func three() -> PostgresScenario {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [addressA]),
            PostgresNodeDeclaration(name: "db-b", addresses: [addressB]), PostgresNodeDeclaration(name: "db-c"))
        scenario.servers["db-a"] = .primary(at: 1000)
        scenario.servers["db-b"] = .standby(at: 1000)
        scenario.servers["db-c"] = .standby(at: 1000)
        return scenario
    }

    private static func join(_ scenario: PostgresScenario, _ name: String) -> PostgresNode.Join? {
        scenario.cluster.join(of: name, at: scenario.now)
    }

    @Test("by the slot and its active_pid, though names are all the same")
    func bySlot() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "one")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "two")
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.upstream == "db-a")
        #expect(Self.join(scenario, "db-b")?.senderPID == 500)
        #expect(Self.join(scenario, "db-c")?.upstream == "db-b")
        #expect(Self.join(scenario, "db-c")?.senderPID == 600)
    }

    @Test("by the address it dialled, the WAL sender by its name")
    func byAddress() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "db-b", dialled: Self.addressA)
        scenario.connect("db-c", to: "db-b", senderPID: 600, applicationName: "db-c", dialled: Self.addressB)
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.upstream == "db-a")
        #expect(Self.join(scenario, "db-c")?.upstream == "db-b")
        #expect(Self.join(scenario, "db-c")?.senderPID == 600)
    }

    @Test("by the application name alone")
    func byName() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "db-b")
        scenario.connect("db-c", to: "db-b", senderPID: 600, applicationName: "db-c")
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == 500)
        #expect(Self.join(scenario, "db-c")?.upstream == "db-b")
    }

    @Test("two standbys of one name and address are both shown, and neither takes the other's WAL sender")
    func twins() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "db-b")
        scenario.connect("db-c", to: "db-a", senderPID: 600, applicationName: "db-b")
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(Self.join(scenario, "db-b")?.senderPID == nil)
        #expect(Self.join(scenario, "db-c")?.senderPID == nil)
        #expect(scenario.view.links.map(\.downstream) == ["db-b", "db-c"])
        #expect(scenario.view.links.map(\.upstream) == ["db-a", "db-a"])
        #expect(scenario.view.links.map(\.state) == [.streaming, .streaming])
        #expect(scenario.complaints.isEmpty)
    }

    @Test("the same slot name on two upstreams: each standby keeps its own, also while one upstream is not seen")
    func sameSlotNameTwice() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "replica", dialled: Self.addressA)
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "replica", dialled: Self.addressB)
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == 500)
        #expect(Self.join(scenario, "db-c")?.upstream == "db-b")
        #expect(Self.join(scenario, "db-c")?.senderPID == 600)
        scenario.failures["db-b"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-c")?.upstream == "db-b")
    }

    @Test(
        "a base backup, a log receiver or a subscriber is no standby", arguments: ["backup", "receivewal", "logical"])
    func notAStandby(kind: String) {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"))
        scenario.servers["db-a"] = .primary(at: 1000)
        scenario.servers["db-b"] = .standby(at: 1000)
        scenario.connect("db-b", to: "db-a", senderPID: 500)
        scenario.servers["db-a"]?.walSenders[0].pid = 900
        switch kind {
        case "backup": scenario.servers["db-a"]?.walSenders[0].state = "backup"
        case "receivewal": scenario.servers["db-a"]?.walSenders[0].applicationName = "pg_receivewal"
        default:
            scenario.servers["db-a"]?.slots = [
                ReplicationSlot(name: "subscription", type: "logical", active: true, activePID: 900)
            ]
        }
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == nil)
        #expect(scenario.link("db-b")?.upstream == "db-a")
    }

    @Test("the only free WAL sender of the declared upstream is the standby's")
    func byElimination() {
        var scenario = PostgresScenario.pair()
        scenario.cutLink(to: "db-b")
        scenario.connect("db-b", to: "db-a", senderPID: 501)
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == 501)
    }

    @Test("a standby that reconnects gets a new WAL sender, one that moves a new upstream")
    func reconnects() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "one")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "two")
        scenario.run(for: .seconds(10))
        scenario.cutLink(to: "db-c")
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-c")?.state == .disconnected)
        #expect(scenario.link("db-c")?.upstream == "db-b")
        scenario.connect("db-c", to: "db-a", senderPID: 700, slot: "three")
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-c")?.state == .streaming)
        #expect(scenario.link("db-c")?.upstream == "db-a")
    }
}
