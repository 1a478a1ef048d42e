import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterLagTests {
    @Test("an idle primary is no lag, for an hour, and nothing is complained about")
    func idlePrimary() {
        var scenario = PostgresScenario.pair()
        scenario.round()
        scenario.run(for: .seconds(3600)) { #expect($0.lag("db-b") == .known(.zero)) }
        #expect(scenario.lag("db-b") == .known(.zero))
        #expect(scenario.complaints.isEmpty)
        #expect(scenario.link("db-b")?.state == .streaming)
        #expect(scenario.link("db-b")?.upstream == "db-a")
    }

    @Test("a burst after an idle hour is not an hour of lag")
    func burstAfterIdleHour() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(3600))
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(5)) { $0.write(1_000_000) }
        #expect(scenario.lag("db-b").seconds ?? 99 <= 5.1)
        scenario.run(for: .seconds(20)) { $0.write(1_000_000) }
        #expect((19.9...25.1).contains(scenario.lag("db-b").seconds ?? 0))
    }

    @Test("a standby that keeps up with a busy primary shows no lag, whatever its clock says")
    func busyPrimary() {
        var scenario = PostgresScenario.pair()
        scenario.skew["db-b"] = .seconds(-7200)
        scenario.run(for: .seconds(600)) { $0.write(16_000_000) }
        #expect(scenario.lag("db-b") == .known(.zero))
        #expect(scenario.complaints.isEmpty)
    }

    @Test("a cut link under writes: the standby is disconnected, and its lag grows and is never 0")
    func cutLink() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        scenario.cutLink(to: "db-b")
        var last = 0.0
        scenario.run(for: .seconds(5)) { $0.write(1000) }
        for _ in 0..<60 {
            scenario.run(for: .seconds(5)) { $0.write(1000) }
            let lag = scenario.lag("db-b").seconds ?? 0
            #expect(lag > last)
            last = lag
        }
        #expect(scenario.link("db-b")?.state == .disconnected)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .holds)
        #expect((300...310).contains(last))
        #expect(scenario.node("db-b")?.lag?.bytes?.value == .init(send: nil, receive: 61_000, replay: 61_000))
    }

    @Test("paused replay: bytes are received, not replayed")
    func pausedReplay() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.heldReplay = ["db-b"]
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.node("db-b")?.lag?.bytes?.value == .init(send: 0, receive: 0, replay: 12_000))
        #expect(scenario.truth(.postgresReplayBlocked, "db-b") == .holds)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .clear)
        #expect(scenario.truth(.postgresReplicationStalled, "db-b") == .clear)
        #expect((55...65).contains(scenario.lag("db-b").seconds ?? 0))
    }

    @Test("an apply delay is part of the lag and not of the excess", arguments: [true, false])
    func applyDelay(visible: Bool) {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"),
            PostgresNodeDeclaration(name: "db-b", upstream: "db-a", applyDelay: visible ? nil : .seconds(60)))
        scenario.servers["db-a"] = .primary(at: 0)
        scenario.servers["db-b"] = .standby(at: 0)
        scenario.servers["db-b"]?.settings.recoveryMinApplyDelay = visible ? .seconds(60) : nil
        scenario.connect("db-b", to: "db-a", senderPID: 500)
        scenario.heldReplay = ["db-b"]
        var replayed: [UInt64] = []
        scenario.run(for: .seconds(300)) { scenario in
            scenario.write(1000)
            replayed.append((replayed.last ?? 0) + 1000)
            guard replayed.count > 12 else { return }
            let position = LSN(rawValue: replayed[replayed.count - 13])
            scenario.servers["db-b"]?.changeStandby { $0.replayLSN = position }
        }
        #expect((55...65).contains(scenario.lag("db-b").seconds ?? 0))
        #expect(scenario.node("db-b")?.delay == .seconds(60))
        guard case .measured(let excess) = scenario.truth(.postgresReplicationLag, "db-b") else {
            Issue.record("lag not measured")
            return
        }
        #expect(excess <= .seconds(5))
    }

    @Test("a standby that has not replayed a commit yet, or tells no position at all")
    func beforeFirstCommit() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(10))
        #expect(scenario.lag("db-b") == .known(.zero))
        scenario.heldReplay = ["db-b"]
        scenario.servers["db-b"]?.changeStandby { $0.replayLSN = nil }
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("db-b") == .unknown("db-b does not show its replay position"))
        #expect(scenario.truth(.postgresReplicationLag, "db-b").isUnknown)
    }

    @Test("without the primary the lag is unknown, with the reason, never 0")
    func unreachablePrimary() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        scenario.failures["db-a"] = .timeout(phase: .query)
        scenario.run(for: .seconds(5))
        #expect(scenario.lag("db-b") == .unknown("no primary answers to compare with"))
        #expect(scenario.truth(.postgresReplicationLag, "db-b").isUnknown)
        #expect(scenario.node("db-b")?.lag?.bytes?.value == nil)
    }

    @Test("readings grow stale without a failure: unknown, not frozen")
    func staleReadings() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30))
        scenario.wait(.seconds(13))
        #expect(scenario.lag("db-b")?.value == nil)
        #expect(scenario.node("db-b")?.reachable == false)
        #expect(scenario.truth(.postgresNodeDown, "db-b").isUnknown)
        #expect(scenario.truth(.postgresNoPrimary).isUnknown)
    }

    @Test("after a restart of the monitor, a standby behind all it knows is behind for at least that long")
    func behindHistory() {
        var scenario = PostgresScenario.pair()
        scenario.servers["db-a"] = .primary(at: 500_000_000)
        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(90))
        #expect(scenario.lag("db-b")?.value == nil)
        guard case .measuredAtLeast(let least, _) = scenario.truth(.postgresReplicationLag, "db-b") else {
            Issue.record("a standby that is 90 s behind at least is not told")
            return
        }
        #expect((80...90).contains(least.seconds))
    }

    @Test("the error bound covers polls that take their time")
    func slowPolls() {
        var scenario = PostgresScenario.pair()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        let before = scenario.now
        scenario.poll("db-a", taking: .seconds(2))
        scenario.poll("db-b", taking: .seconds(1))
        let spent = before.duration(to: scenario.now)
        #expect(scenario.lag("db-b") == .known(.zero))
        #expect(scenario.node("db-b")?.lag?.errorBound ?? .zero >= spent - .milliseconds(2))

        scenario.heldReplay = ["db-b"]
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        let bound = scenario.node("db-b")?.lag?.errorBound ?? .zero
        scenario.poll("db-b", taking: .seconds(1))
        #expect(scenario.node("db-b")?.lag?.errorBound == bound + .seconds(1))
    }

    @Test("a cascade: each link against its own upstream, lag against the primary; a child of a paused standby")
    func cascade() {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-b"))
        scenario.servers["db-a"] = .primary(at: 0)
        scenario.servers["db-b"] = .standby(at: 0)
        scenario.servers["db-c"] = .standby(at: 0)
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "db_b")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "db_c")
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.complaints.isEmpty)
        #expect(scenario.link("db-c")?.upstream == "db-b")

        scenario.heldReplay = ["db-b"]
        scenario.servers["db-b"]?.changeStandby { $0.pauseState = .paused }
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.lag("db-c") == .known(.zero))
        #expect(scenario.link("db-c")?.state == .streaming)
        #expect(scenario.lag("db-b").seconds ?? 0 >= 55)

        scenario.cutLink(to: "db-b")
        scenario.run(for: .seconds(60)) { $0.write(1000) }
        #expect(scenario.link("db-c")?.lag.time == .known(.zero))
        #expect(scenario.lag("db-c").seconds ?? 0 >= 55)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-c") == .clear)
        #expect(scenario.truth(.postgresStandbyDisconnected, "db-b") == .holds)
    }

    @Test("stages include each other, whatever the readings say", arguments: 0..<200)
    func stagesAreNested(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = PostgresScenario.pair(start: 1000)
        scenario.run(for: .seconds(10)) { $0.write(1000) }
        scenario.freezeLink(to: "db-b")
        let positions = (0..<4).map { _ in
            Int.random(in: 0..<5, using: &random) == 0 ? nil : LSN(rawValue: .random(in: 0...6000, using: &random))
        }
        scenario.servers["db-a"]?.walSenders[0].sentLSN = positions[0]
        scenario.servers["db-b"]?.changeStandby { standby in
            standby.walReceiver?.flushedLSN = positions[1]
            standby.receiveLSN = positions[2]
            standby.replayLSN = positions[3]
        }
        scenario.run(for: .seconds(5))
        guard let stages = scenario.node("db-b")?.lag?.bytes?.value else {
            #expect(positions[3] == nil, "seed \(seed)")
            return
        }
        #expect(stages.receive ?? 0 <= stages.replay, "seed \(seed)")
        #expect(stages.send ?? 0 <= stages.receive ?? stages.replay, "seed \(seed)")
        #expect((stages.receive == nil) == (positions[1] == nil && positions[2] == nil), "seed \(seed)")
    }
}
