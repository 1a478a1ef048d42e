import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterTopologyTests {
    private static func drift(_ scenario: PostgresScenario, _ name: String) -> String? {
        guard let condition = scenario.condition(.postgresTopologyDrift, name), condition.truth == .holds else {
            return nil
        }
        return condition.summary
    }

    @Test("a standby that follows another node than declared; back again, it is as declared")
    func otherUpstream() {
        var scenario = PostgresScenario.cascade()
        scenario.run(for: .seconds(10))
        for name in scenario.names { #expect(scenario.truth(.postgresTopologyDrift, name) == .clear) }
        scenario.cutLink(to: "db-c")
        scenario.connect("db-c", to: "db-a", senderPID: 700, slot: "other")
        scenario.run(for: .seconds(10))
        #expect(Self.drift(scenario, "db-c") == "db-c streams from db-a, declared db-b")
        scenario.cutLink(to: "db-c")
        scenario.connect("db-c", to: "db-b", senderPID: 701, slot: "again")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTopologyDrift, "db-c") == .clear)
    }

    @Test("a declared standby that is a primary")
    func promoted() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(Self.drift(scenario, "db-b") == "db-b is a primary, declared to follow db-a")
    }

    @Test("another apply delay than declared; the same, or none to be seen, is none")
    func applyDelay() {
        for (applied, drifts) in [(Duration.seconds(60), false), (.zero, true), (nil, false)] {
            var scenario = PostgresScenario(
                PostgresNodeDeclaration(name: "db-a"),
                PostgresNodeDeclaration(name: "db-b", upstream: "db-a", applyDelay: .seconds(60)))
            scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0)]
            scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = applied
            scenario.connect("db-b", to: "db-a", senderPID: 500)
            scenario.run(for: .seconds(5))
            #expect((Self.drift(scenario, "db-b") != nil) == drifts)
        }
    }

    @Test(
        "declared synchronous or not, against sync_state",
        arguments: [
            (true, "async", true), (true, "sync", false), (true, "quorum", false), (true, "potential", false),
            (false, "async", false), (false, "sync", true), (false, "quorum", true), (false, "potential", false),
        ] as [(Bool, SyncState, Bool)])
    func synchronous(declared: Bool, state: SyncState, drifts: Bool) {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a", synchronous: declared))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "s")
        scenario.servers["db-a"]?.walSenders[0].syncState = state
        scenario.run(for: .seconds(5))
        #expect((Self.drift(scenario, "db-b") != nil) == drifts)
    }

    @Test("fed by a server that is none of ours, named; not while a node that may be it does not answer")
    func unconfiguredUpstream() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(10))
        scenario.cutLink(to: "db-b")
        scenario.servers["db-b"]?.changeStandby {
            $0.walReceiver = WALReceiver(
                pid: 9, status: "streaming", flushedLSN: $0.receiveLSN, receivedTimeline: 1,
                latestEndLSN: $0.receiveLSN, senderHost: "10.9.9.9", senderPort: 5432)
        }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.postgresTopologyDrift, "db-b") == .clear, "its upstream was read before it connected")
        scenario.run(for: .seconds(15))
        #expect(
            Self.drift(scenario, "db-b")?.contains(
                "db-b streams from 10.9.9.9:5432 that is none of this cluster's nodes") == true)
        scenario.partition("db-c")
        scenario.run(for: .seconds(5))
        #expect(Self.drift(scenario, "db-b") == nil)
    }

    @Test("addresses translated on the way, and a relay in between, are no drift", arguments: [nil, "slot"])
    func relay(slot: String?) {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [.init(host: "10.0.0.1", port: 5432)]),
            PostgresNodeDeclaration(name: "db-b", addresses: [.init(host: "10.0.0.2", port: 5432)], upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0)]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: slot, senderAddress: .init(host: "vip", port: 6432))
        scenario.run(for: .seconds(120)) { scenario in
            scenario.write(1000)
            #expect(Self.drift(scenario, "db-b") == nil)
        }
        #expect(scenario.complaints.isEmpty)
    }

    @Test("twins behind a relay are none: which WAL sender is whose cannot be told, but both may be ours")
    func twinsBehindRelay() {
        var scenario = PostgresScenario.fan()
        for (name, pid) in [("db-b", Int32(510)), ("db-c", 610)] {
            scenario.cutLink(to: name)
            scenario.connect(name, to: "db-a", senderPID: pid, senderAddress: .init(host: "vip", port: 6432))
        }
        scenario.run(for: .seconds(120)) { $0.write(1000) }
        for name in scenario.names { #expect(Self.drift(scenario, name) == nil) }
    }

    @Test("another system than most: drift, and the link is foreign; of two, the one that follows")
    func otherSystem() {
        var scenario = PostgresScenario.fan()
        scenario.servers["db-c"]?.systemIdentifier = 8
        scenario.run(for: .seconds(10))
        #expect(Self.drift(scenario, "db-c")?.contains("db-c is another system: 8, the others 7") == true)
        #expect(scenario.link("db-c")?.state == .foreign)
        #expect(Self.drift(scenario, "db-a") == nil)
        var pair = PostgresScenario.pair()
        pair.servers["db-b"]?.systemIdentifier = 8
        pair.run(for: .seconds(10))
        #expect(Self.drift(pair, "db-b")?.contains("another system: 8, the others 7") == true)
        #expect(Self.drift(pair, "db-a") == nil)
    }

    @Test("a standby that still follows the old primary after a failover: the link lives, and leads nowhere")
    func oldTimeline() {
        var scenario = PostgresScenario.fan()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.promote("db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-c")?.state == .streaming)
        #expect(Self.drift(scenario, "db-c") == "db-c follows db-a, one of two primaries")
        scenario.demote("db-a")
        for (name, pid) in [("db-a", Int32(900)), ("db-c", 901)] {
            scenario.connect(name, to: "db-b", senderPID: pid, slot: name)
        }
        scenario.run(for: .seconds(10))
        for name in scenario.names { #expect(Self.drift(scenario, name) == nil, "db-b is the primary to follow") }
    }

    @Test(
        "declared to follow the root means to follow the primary: after a failover only a node that connects to the dead one drifts"
    )
    func afterFailover() {
        func address(_ name: String) -> PostgresNodeDeclaration.Address { .init(host: name, port: 5432) }
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [address("db-a")]),
            PostgresNodeDeclaration(name: "db-b", addresses: [address("db-b")], upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", addresses: [address("db-c")], upstream: "db-a"))
        scenario.servers = ["db-a": .primary(at: 0), "db-b": .standby(at: 0), "db-c": .standby(at: 0)]
        for (name, pid) in [("db-b", Int32(500)), ("db-c", 600)] {
            scenario.connect(name, to: "db-a", senderPID: pid, senderAddress: address("db-a"))
            scenario.servers[name]?.inventory = PostgresInventory(
                hasRestoreCommand: false, primaryConninfoAddress: address("db-a"))
        }
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.kill("db-a")
        scenario.run(for: .seconds(10))
        for name in ["db-b", "db-c"] { #expect(Self.drift(scenario, name) == nil, "nobody was promoted yet") }
        scenario.promote("db-b")
        scenario.run(for: .seconds(20)) { $0.write(1000, on: "db-b") }
        #expect(Self.drift(scenario, "db-b") == nil)
        #expect(Self.drift(scenario, "db-c") == "db-c is configured to stream from db-a, the primary is db-b")
        scenario.servers["db-c"]?.inventory?.primaryConninfoAddress = address("vip")
        scenario.run(for: .seconds(10)) { $0.write(1000, on: "db-b") }
        #expect(Self.drift(scenario, "db-c") == nil)
        #expect(scenario.link("db-c")?.upstream == "db-b")
        scenario.servers["db-c"]?.inventory?.primaryConninfoAddress = address("db-b")
        scenario.connect("db-c", to: "db-b", senderPID: 700, senderAddress: address("db-b"))
        scenario.demote("db-a")
        scenario.connect("db-a", to: "db-b", senderPID: 701, senderAddress: address("db-b"))
        scenario.run(for: .seconds(30)) { $0.write(1000, on: "db-b") }
        for name in scenario.names { #expect(Self.drift(scenario, name) == nil) }
        #expect(scenario.link("db-c")?.upstream == "db-b")
    }

    @Test("with several roots declared, the declared upstream is that node")
    func severalRoots() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-a"))
        scenario.servers = ["db-a": .standby(at: 0), "db-b": .primary(at: 0), "db-c": .standby(at: 0)]
        scenario.connect("db-a", to: "db-b", senderPID: 500, slot: "a")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "c")
        scenario.run(for: .seconds(10))
        #expect(Self.drift(scenario, "db-c") == "db-c streams from db-b, declared db-a")
    }

    @Test("a standby left on the old timeline by an upstream that moved on is not called streaming")
    func stuckOnOldTimeline() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.freezeLink(to: "db-b")
        scenario.servers["db-a"]?.changePrimary { $0.timeline = 2 }
        scenario.servers["db-b"]?.changeStandby { $0.walReceiver?.status = "waiting" }
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .disconnected)
        #expect(
            scenario.condition(.postgresStandbyDisconnected, "db-b")?.summary.contains(
                "it was on timeline 1, db-a is on 2") == true)
    }

    @Test("a node that does not answer is not known to be as declared")
    func silent() {
        var scenario = PostgresScenario.pair()
        scenario.failures["db-b"] = .connect("refused")
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.postgresTopologyDrift, "db-b").isUnknown)
    }
}
