import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterLinkTests {
    @Test("a frozen WAL sender is a stall after the limit, not before; the lag is not 0")
    func frozenSender() throws {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.freezeLink(to: "db-b")
        let frozenAt = scenario.now
        scenario.run(for: .seconds(90)) { scenario in
            if frozenAt.duration(to: scenario.now) <= .seconds(10) {
                #expect(scenario.link("db-b")?.state == .streaming)
            }
            scenario.write(1000)
        }
        #expect(scenario.link("db-b")?.state == .stalled)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .holds)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
        #expect((85...95).contains(scenario.lag("db-b").seconds ?? 0))
    }

    @Test("the stall is seen within 25 s of the first write that does not arrive")
    func stallIsSeenSoon() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(600))
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(25)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .stalled)
    }

    @Test("an idle link is no stall, for an hour, nor is the first write after it")
    func idleLink() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(3600)) { scenario in
            #expect(scenario.truth(.postgresReplicationStalled, "db-b") != .holds)
        }
        scenario.run(for: .seconds(5)) { $0.write(16_000_000) }
        #expect(scenario.link("db-b")?.state == .streaming)
    }

    @Test("an idle link that nothing can pass is unknown while it is level, and stalled with the first write")
    func blackholeOnIdleLink() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30))
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(40))
        #expect(scenario.link("db-b")?.state == .streaming)
        scenario.run(for: .seconds(40))
        #expect(scenario.link("db-b")?.state == .unknown)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b").isUnknown)
        #expect(scenario.lag("db-b")?.value == .zero)
        scenario.write(100)
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-b")?.state == .stalled)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .holds)
    }

    @Test(
        "a level standby that was restarted shows the start of the segment as received until new WAL comes: no stall",
        arguments: [true, false], [true, false])
    func restartedLevelStandby(isWrittenShown: Bool, isSenderShown: Bool) {
        var scenario = PostgresScenario.pair(start: 20_000_000)
        scenario.run(for: .seconds(30)) { $0.write(1_000_000) }
        scenario.run(for: .seconds(45))
        scenario.restartReceiver(of: "db-b", isWrittenShown: isWrittenShown, isSenderShown: isSenderShown)
        scenario.run(for: .seconds(600)) { scenario in
            #expect(scenario.link("db-b")?.state == .streaming)
            #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .clear)
            #expect(scenario.node("db-b")?.lag?.bytes?.value?.receive == 0)
            #expect(scenario.node("db-b")?.postgresql?.readiness?.lossBytes.value == 0)
        }
    }

    @Test("the same standby is stalled once its upstream writes and nothing arrives")
    func restartedStandbyThatStalls() {
        var scenario = PostgresScenario.pair(start: 20_000_000)
        scenario.run(for: .seconds(45))
        scenario.restartReceiver(of: "db-b", isWrittenShown: true, isSenderShown: true)
        scenario.run(for: .seconds(60))
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(25)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .stalled)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .holds)
    }

    @Test("a restarted standby below one that is cut off has all that its upstream has: no stall")
    func restartedBelowCutStandby() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-b"))
        scenario.servers["db-a"] = .primary(at: 20_000_000)
        for (name, upstream, pid) in [("db-b", "db-a", Int32(500)), ("db-c", "db-b", 600)] {
            scenario.servers[name] = .standby(at: 20_000_000)
            scenario.connect(name, to: upstream, senderPID: pid, slot: "slot_\(name)")
        }
        scenario.run(for: .seconds(30))
        scenario.freezeLink(to: "db-b")
        scenario.restartReceiver(of: "db-c", isWrittenShown: false, isSenderShown: true)
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .stalled)
        #expect(scenario.link("db-c")?.state == .streaming)
        #expect(scenario.truth(.postgresReplicationStalled, "db-c") == .clear)
    }

    @Test("a standby that has more than its upstream is not connected for that reason; a level one is not")
    func aheadOfItsUpstream() {
        var scenario = PostgresScenario.pair(start: 20_000_000)
        scenario.run(for: .seconds(10))
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.condition(.postgresStandbyDisconnected, "db-b")?.summary == "db-b is not connected to db-a")
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: 19_000_000) }
        scenario.run(for: .seconds(10))
        #expect(
            scenario.condition(.postgresStandbyDisconnected, "db-b")?.summary == "db-b is not connected to db-a",
            "within one segment the upstream does not refuse")
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: 16_000_000) }
        scenario.run(for: .seconds(10))
        #expect(
            scenario.condition(.postgresStandbyDisconnected, "db-b")?.summary.contains(
                "it has WAL up to 0/1312D00, 3.8MB more than db-a at 0/F42400") == true)
    }

    @Test("timeouts of 0 disable the age rule, not the one that watches the upstream move")
    func timeoutsDisabled() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.settings.walReceiverTimeout = .zero
        scenario.servers["db-b"]?.settings.walReceiverStatusInterval = .zero
        scenario.freezeLink(to: "db-b")
        scenario.run(for: .seconds(300))
        #expect(scenario.link("db-b")?.state == .streaming)
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .stalled)
    }

    @Test("a stall older than everything the monitor has seen is one too")
    func stallBeforeHistory() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"]?.settings.walReceiverTimeout = .zero
        scenario.freezeLink(to: "db-b")
        scenario.write(5000)
        scenario.run(for: .seconds(30))
        #expect(scenario.link("db-b")?.state == .stalled)
    }

    @Test("a WAL receiver that waits for an upstream it is ahead of shows streaming, and is connected to nobody")
    func waitingForItsUpstream() {
        var scenario = PostgresScenario.pair(start: 40_000_000)
        scenario.run(for: .seconds(10))
        scenario.cutLink(to: "db-b")
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: 20_000_000) }
        let start = scenario.clock("db-b")
        scenario.servers["db-b"]?.changeStandby {
            $0.walReceiver = WALReceiver(
                pid: 900, status: "streaming", flushedLSN: LSN(rawValue: 40_000_000), receivedTimeline: 1,
                lastMessageReceiptTime: start, slotName: "db_b")
        }
        scenario.run(for: .seconds(10))
        scenario.run(for: .seconds(30)) { scenario in
            #expect(scenario.link("db-b")?.state == .disconnected)
            let summary = scenario.condition(.postgresStandbyDisconnected, "db-b")?.summary
            #expect(summary?.contains("19MB more than db-a") == true)
        }
        scenario.dropReceiver(of: "db-b")
        scenario.servers["db-a"]?.changePrimary { $0.currentLSN = LSN(rawValue: 40_000_000) }
        scenario.connect("db-b", to: "db-a", senderPID: 700, slot: "again")
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .streaming)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
    }

    @Test("a standby that receives what it missed is catching up, not stalled")
    func catchup() {
        var scenario = PostgresScenario.pair()
        scenario.freezeLink(to: "db-b")
        scenario.write(1_000_000)
        scenario.servers["db-a"]?.walSenders[0].state = "catchup"
        scenario.run(for: .seconds(120)) { scenario in
            let time = WallInstant.clock(at: scenario.now)
            scenario.servers["db-b"]?.changeStandby { standby in
                let next = LSN(rawValue: (standby.receiveLSN?.rawValue ?? 0) + 100)
                standby.receiveLSN = next
                standby.walReceiver?.flushedLSN = next
                standby.walReceiver?.lastMessageReceiptTime = time
            }
        }
        #expect(scenario.link("db-b")?.state == .catchup)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .clear)
    }

    @Test("without a receiver: fed from the archive when replay passes what was streamed, else disconnected")
    func archive() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(60)) { scenario in
            scenario.write(1000)
            scenario.servers["db-b"]?.changeStandby {
                $0.replayLSN = LSN(rawValue: ($0.replayLSN?.rawValue ?? 0) + 1000)
            }
        }
        #expect(scenario.link("db-b")?.state == .archive)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
    }

    @Test("a delayed standby that was cut off still replays what it has: that is not an archive")
    func cutDelayedStandby() {
        var scenario = PostgresScenario.pair()
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(120)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(60)) { scenario in
            scenario.servers["db-b"]?.changeStandby {
                $0.replayLSN = LSN(rawValue: ($0.replayLSN?.rawValue ?? 0) + 1000)
            }
        }
        #expect(scenario.link("db-b")?.state == .disconnected)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .holds)
    }

    @Test("another system identifier is foreign, whatever the positions")
    func foreign() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-b"] = .standby(at: 1000, system: 8)
        scenario.connect("db-b", to: "db-a", senderPID: 501)
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .foreign)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .holds)
        #expect(scenario.lag("db-b")?.value == nil)
    }

    @Test("an archive delivers in bursts: between two of them the standby is still fed from it")
    func burstsFromAnArchive() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .disconnected)
        scenario.servers["db-b"]?.changeStandby { $0.replayLSN = LSN(rawValue: 30_000) }
        scenario.run(for: .seconds(300)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .archive)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
        scenario.connect("db-b", to: "db-a", senderPID: 700, slot: "again")
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .streaming)
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .disconnected)
    }

    @Test("a dead standby's WAL sender row outlives it: no link is called streaming on its word")
    func deadStandbyAndItsRow() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.freezeLink(to: "db-b")
        scenario.failures["db-b"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(20)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .unknown)
    }

    @Test("an unreachable standby: what its upstream says of the link, unknown for the rest")
    func peerReports() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.failures["db-b"] = .connect("no route to host")
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .unknown, "the reply may have come before the failure")
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        #expect(scenario.link("db-b")?.state == .streaming)
        #expect(scenario.truth(.postgresNodeDown, "db-b") == .holdsAsWarning)
        for alert in [
            AlertName.postgresStandbyDisconnected, .postgresReplicationStalled, .postgresReplicationLag,
            .postgresReplayBlocked, .postgresPrivilegeMissing, .postgresProbeRefused,
        ] {
            #expect(scenario.truth(alert, "db-b").isUnknown, "\(alert)")
        }
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-b")?.state == .disconnected)
        scenario.failures["db-a"] = .timeout(phase: .query)
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-b")?.state == .unknown)
    }

    @Test("an upstream that never told which WAL sender is whose does not testify that a standby is gone")
    func noReportWithoutIdentity() {
        let address = PostgresNodeDeclaration.Address(host: "10.0.0.1", port: 5432)
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a", addresses: [address]), PostgresNodeDeclaration(name: "db-b"),
            PostgresNodeDeclaration(name: "db-c"))
        scenario.servers["db-a"] = .primary(at: 0)
        for (name, pid) in [("db-b", Int32(500)), ("db-c", 600)] {
            scenario.servers[name] = .standby(at: 0)
            scenario.connect(name, to: "db-a", senderPID: pid, senderAddress: address)
        }
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.upstream == "db-a")
        scenario.failures["db-b"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-b")?.state == .unknown)
    }

    @Test("a standby that reconnected while it does not answer us is not called disconnected")
    func reconnectedUnseen() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.failures["db-b"] = .timeout(phase: .connect)
        scenario.servers["db-a"]?.walSenders[0].pid = 777
        scenario.servers["db-a"]?.slots[0].activePID = 777
        scenario.run(for: .seconds(5))
        #expect(scenario.link("db-b")?.state != .disconnected)
    }

    @Test("why a standby is not connected: its slot, the upstream's room, timelines; its primary_conninfo")
    func disconnectCauses() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        scenario.cutLink(to: "db-b")
        scenario.servers["db-b"]?.inventory = PostgresInventory(
            primarySlotName: "db_b", primaryConninfoAddress: .init(host: "10.0.0.1", port: 5433))
        scenario.run(for: .seconds(5))
        var condition = scenario.condition(.postgresStandbyDisconnected, "db-b")
        #expect(condition?.summary == "db-b is not connected to db-a", "the slot is there and free")
        #expect(condition?.evidence.contains(Evidence("dials", "10.0.0.1:5433")) == true)

        scenario.servers["db-a"]?.slots = []
        scenario.servers["db-a"]?.sessions = PostgresSessions(clients: 1, freeForClients: 9, freeWALSenders: 0)
        scenario.run(for: .seconds(5))
        condition = scenario.condition(.postgresStandbyDisconnected, "db-b")
        #expect(
            condition?.summary
                == "db-b is not connected to db-a: slot db_b does not exist on db-a, db-a has no WAL sender left")

        scenario.servers["db-a"]?.slots = [
            ReplicationSlot(name: "db_b", type: "physical", active: true, activePID: 77)
        ]
        scenario.servers["db-a"]?.sessions = nil
        scenario.servers["db-a"]?.changePrimary { $0.timeline = 2 }
        scenario.run(for: .seconds(5))
        condition = scenario.condition(.postgresStandbyDisconnected, "db-b")
        #expect(condition?.summary.contains("slot db_b is in use on db-a by process 77") == true)
        #expect(condition?.summary.contains("it was on timeline 1, db-a is on 2") == true)
    }

    @Test("a log-shipping standby of an idle primary is fed from its archive from the start; a streaming one is not")
    func logShipping() {
        var scenario = PostgresScenario.pair()
        scenario.feedFromArchive("db-b", of: "db-a")
        scenario.servers["db-b"]?.changeStandby { $0.receiveLSN = nil }
        scenario.servers["db-b"]?.inventory = PostgresInventory(hasRestoreCommand: true)
        scenario.run(for: .seconds(60))
        #expect(scenario.link("db-b")?.state == .archive)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
        scenario.servers["db-b"]?.inventory?.primaryConninfoAddress = .init(host: "10.0.0.1", port: 5432)
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .disconnected)
    }

    @Test("a WAL receiver that is refused at each try is no connection, whatever its row says for a moment")
    func flappingReceiver() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30))
        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(10))
        var pid: Int32 = 900
        scenario.run(for: .seconds(30)) { scenario in
            pid += 1
            let receiver = WALReceiver(pid: pid, status: "streaming", slotName: "db_b")
            scenario.servers["db-b"]?.changeStandby { $0.walReceiver = receiver }
            let state = scenario.link("db-b")?.state
            #expect(state == .disconnected)
        }
        scenario.dropReceiver(of: "db-b")
        scenario.connect("db-b", to: "db-a", senderPID: 700)
        scenario.run(for: .seconds(10))
        #expect(scenario.link("db-b")?.state == .streaming)
    }
}
