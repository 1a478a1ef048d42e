import Testing

@testable import PostgresReplication
@testable import ReplicationCore

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
        scenario.cluster.moment(at: scenario.now).join(of: name)
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

    @Test("by the address it connects to, the WAL sender by its name")
    func byAddress() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "db-b", senderAddress: Self.addressA)
        scenario.connect("db-c", to: "db-b", senderPID: 600, applicationName: "db-c", senderAddress: Self.addressB)
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
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "replica", senderAddress: Self.addressA)
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "replica", senderAddress: Self.addressB)
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

    @Test("twins, one of them by a slot: the slot tells both apart")
    func twinsWithOneSlot() {
        var scenario = Self.three()
        scenario.connect(
            "db-b", to: "db-a", senderPID: 500, slot: "one", applicationName: "same", senderAddress: Self.addressA)
        scenario.connect("db-c", to: "db-a", senderPID: 600, applicationName: "same", senderAddress: Self.addressA)
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == 500)
        #expect(Self.join(scenario, "db-c")?.senderPID == 600)
    }

    @Test("one WAL sender and two standbys that may own it: neither is given it, and the link says why")
    func rivals() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "same", senderAddress: Self.addressA)
        scenario.connect("db-c", to: "db-a", senderPID: 600, applicationName: "same", senderAddress: Self.addressA)
        scenario.servers["db-a"]?.walSenders.removeAll { $0.pid == 600 }
        scenario.run(for: .seconds(10))
        #expect(Self.join(scenario, "db-b")?.senderPID == nil)
        #expect(Self.join(scenario, "db-c")?.senderPID == nil)
        #expect(
            scenario.link("db-b")?.evidence.contains(Evidence("wal_sender", "not recognised: 1 on db-a fit")) == true)
    }

    @Test("what was found out of a WAL receiver stays: a second one that comes later takes nothing away")
    func laterTwin() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "same", senderAddress: Self.addressA)
        scenario.run(for: .seconds(10))
        scenario.connect("db-c", to: "db-a", senderPID: 600, applicationName: "same", senderAddress: Self.addressA)
        scenario.run(for: .seconds(10))
        #expect(scenario.cluster.nodes["db-b"]?.join?.senderPID == 500)
        #expect(scenario.cluster.nodes["db-c"]?.join?.senderPID == 600)
    }

    @Test("a silent upstream does not change whom its standby follows, though another was declared")
    func silentUpstream() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0), "db-c": .standby(at: 0)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "one")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "two")
        scenario.run(for: .seconds(10))
        scenario.partition("db-b")
        scenario.run(for: .seconds(30))
        #expect(scenario.link("db-c")?.upstream == "db-b")
        #expect(scenario.view.links.map(\.upstream) == ["db-a", "db-b"])
    }

    @Test("pg_receivewal under the name of a standby is told apart by what it does not report")
    func namedReceivewal() {
        var scenario = Self.three()
        scenario.connect("db-b", to: "db-a", senderPID: 500, applicationName: "db-b")
        scenario.servers["db-a"]?.walSenders.insert(
            WALSender(
                pid: 400, applicationName: "db-b", state: "streaming", writeLSN: LSN(rawValue: 5),
                flushLSN: LSN(rawValue: 5)), at: 0)
        scenario.round()
        #expect(Self.join(scenario, "db-b")?.senderPID == 500)
    }

    @Test("four levels deep, each standby knows its own upstream, by names alone behind a relay")
    func deepCascade() {
        let names = ["n0", "n1", "n2", "n3", "n4"]
        let relay = PostgresNodeDeclaration.Address(host: "10.9.9.9", port: 6000)
        for named in [true, false] {
            var scenario = PostgresScenario(names: names)
            scenario.servers["n0"] = .primary(at: 1000)
            for (index, name) in names.enumerated().dropFirst() {
                scenario.servers[name] = .standby(at: 1000)
                scenario.connect(
                    name, to: names[index - 1], senderPID: Int32(100 * index), slot: named ? nil : "s\(index)",
                    applicationName: named ? name : "walreceiver", senderAddress: relay)
            }
            scenario.run(for: .seconds(60)) { $0.write(1000, on: "n0") }
            #expect(scenario.view.links.map(\.upstream) == ["n0", "n1", "n2", "n3"])
            #expect(scenario.view.links.allSatisfy { $0.state == .streaming })
            #expect(scenario.complaints.isEmpty, "\(scenario.complaints.map(\.summary))")
        }
    }

    @Test("WAL senders are counted by whom they serve; standbys that are not configured are counted, not complained of")
    func counted() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"]?.walSenders += [
            WALSender(pid: 801, applicationName: "pg_basebackup", state: "streaming"),
            WALSender(pid: 802, applicationName: "x", state: "backup"),
            WALSender(pid: 803, applicationName: "sub", state: "streaming"),
            WALSender(pid: 804, applicationName: "new-node", state: "catchup"),
            WALSender(pid: 805, applicationName: "new", state: "startup"),
        ]
        scenario.servers["db-a"]?.slots.append(
            ReplicationSlot(name: "sub", type: "logical", active: true, activePID: 803))
        scenario.run(for: .seconds(10))
        let details = scenario.node("db-a")?.details ?? []
        for expected in [
            Evidence("standby_wal_senders", "2"), Evidence("backup_wal_senders", "2"),
            Evidence("logical_wal_senders", "1"), Evidence("unknown_wal_senders", "1"),
            Evidence("unconfigured_standbys", "1"), Evidence("system_identifier", "7"),
        ] { #expect(details.contains(expected), "\(expected)") }
        #expect(!details.contains { $0.name == "receivewal_wal_senders" })
        #expect(scenario.view.links.map(\.downstream) == ["db-b"])
        #expect(scenario.complaints.isEmpty)
    }
}
