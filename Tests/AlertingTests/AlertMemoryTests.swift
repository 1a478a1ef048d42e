import ReplicationCore
import Testing

@testable import Alerting

@Suite struct AlertMemoryTests {
    private static func down(_ truth: Condition.Truth, for dwell: Double = 0) -> AlertEngine.Input {
        .condition(.postgresNodeDown, "db-a", truth, for: dwell, keep: 5)
    }

    private static func memory(
        name: String = "PostgresNodeDown", state: String = "firing", severity: String = "critical",
        activeAt: Double = -100, firedAt: Double? = -90, resolvedAt: Double? = nil, held: Int64 = 0,
        announced: String? = "critical", evidence: [[String]] = []
    ) -> AlertMemory {
        AlertMemory(
            name: name, cluster: "orders", node: "db-a", upstream: nil, slot: nil, severity: severity, state: state,
            activeAt: AlertScenario.wall(activeAt), firedAt: firedAt.map(AlertScenario.wall),
            resolvedAt: resolvedAt.map(AlertScenario.wall), heldMilliseconds: held, announcedSeverity: announced,
            isFlapping: false, acknowledgement: nil, summary: "down", evidence: evidence)
    }

    private static func restored(_ memory: AlertMemory, now: Int64 = 0) -> Alert? {
        AlertEngine(
            restoring: [memory], now: MonotonicInstant(nanoseconds: now), wallNow: AlertScenario.wall(0)
        ).alerts.first
    }

    @Test("what is remembered is what was known, and says that it is not judged yet")
    func restored() throws {
        var scenario = AlertScenario()
        var input = Self.down(.holds)
        input.condition.evidence = [Evidence("reason", "refused")]
        let fired = try #require(scenario.evaluate([input]).first?.alert)
        #expect(scenario.acknowledge(comment: "on it").map(\.identity) == [fired.identity])
        scenario.restart(after: 60)
        let alert = try #require(scenario.alert(.postgresNodeDown, "db-a"))
        #expect(alert.identity == fired.identity && alert.severity == .critical && alert.summary == fired.summary)
        #expect(alert.activeAt == fired.activeAt && alert.firedAt == fired.firedAt && alert.evidence == fired.evidence)
        #expect(alert.acknowledgement?.comment == "on it" && alert.isNotified)
        #expect(alert.isRestored && alert.staleReason == "not judged since replmon was started" && alert.rule == nil)
        scenario.unjudged = "orders: not polled yet"
        #expect(scenario.evaluate([]).isEmpty)
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.staleReason == "orders: not polled yet")
        _ = scenario.evaluate([input])
        let judged = try #require(scenario.alert(.postgresNodeDown, "db-a"))
        #expect(!judged.isRestored && judged.staleReason == nil && judged.rule == input.rule)
    }

    @Test("an end is notified with all its times, also over a restart")
    func times() throws {
        var scenario = AlertScenario()
        for _ in 0..<5 { _ = scenario.evaluate([Self.down(.holds, for: 3)]) }
        scenario.restart(after: 600)
        for _ in 0..<5 { #expect(scenario.evaluate([Self.down(.clear, for: 3)]).isEmpty) }
        let notified = try #require(scenario.evaluate([Self.down(.clear, for: 3)]).first)
        #expect(notified.kind == .resolved)
        #expect(notified.alert.activeAt == AlertScenario.wall(1) && notified.alert.firedAt == AlertScenario.wall(4))
        #expect(notified.alert.resolvedAt == scenario.wallNow && scenario.second == 611)
    }

    @Test("an alert that is not asked about is resolved when its subject is gone, not when nothing is known of it")
    func unjudged() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([Self.down(.holds)])
        scenario.unjudged = "not polled since the reload"
        #expect(scenario.evaluate([]).isEmpty)
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.staleReason == "not polled since the reload")
        scenario.unjudged = nil
        #expect(scenario.evaluate([]).map(\.kind) == [.resolved])
    }

    @Test("one whose subject has left ends after a restart as well, once that is known")
    func leftWhileDown() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([Self.down(.holds)])
        scenario.restart(after: 60)
        scenario.unjudged = "no member has reported the set's configuration yet"
        #expect(scenario.evaluate([]).isEmpty)
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.state.name == "firing")
        (scenario.unjudged, scenario.hasLeft) = (nil, true)
        #expect(scenario.evaluate([]).map(\.kind) == [.resolved])
    }

    @Test(
        "what means nothing is left out",
        arguments: [
            memory(name: "NoSuchAlert"), memory(severity: "fatal"), memory(severity: ""), memory(state: "suppressed"),
            memory(state: "resolved"), memory(state: "resolved", resolvedAt: -900), memory(name: ""),
        ])
    func nonsense(memory: AlertMemory) {
        #expect(Self.restored(memory) == nil)
    }

    @Test("times that have yet to come, or are in no order, are taken for what they can be")
    func clocks() throws {
        let ahead = try #require(Self.restored(Self.memory(activeAt: 500, firedAt: 9e9)))
        #expect(ahead.activeAt == AlertScenario.wall(0) && ahead.firedAt == AlertScenario.wall(0))
        let disordered = try #require(Self.restored(Self.memory(activeAt: -10, firedAt: -50)))
        #expect(disordered.firedAt == AlertScenario.wall(-10))
        let resolved = try #require(
            Self.restored(Self.memory(state: "resolved", activeAt: -10, firedAt: nil, resolvedAt: 1e9, announced: nil)))
        #expect(resolved.resolvedAt == AlertScenario.wall(0) && !resolved.isRestored)
        let strange = try #require(Self.restored(Self.memory(announced: "x", evidence: [["a"], ["b", "c"], []])))
        #expect(!strange.isNotified && strange.evidence == [Evidence("b", "c")])
    }

    @Test("numbers nobody would write do not trap", arguments: [Int64.min, -1, 0, 1, .max])
    func extremes(number: Int64) {
        for state in ["pending", "firing", "resolved"] {
            for now in [Int64.min, 0, .max] {
                var memory = Self.memory(state: state, held: number)
                memory.activeAt = WallInstant(milliseconds: number)
                memory.firedAt = WallInstant(milliseconds: number)
                memory.resolvedAt = WallInstant(milliseconds: number)
                var engine = AlertEngine(
                    restoring: [memory], now: MonotonicInstant(nanoseconds: now), wallNow: AlertScenario.wall(0))
                let later = MonotonicInstant(nanoseconds: now).advanced(by: .seconds(1))
                for truth in [Condition.Truth.unknown("x"), .holds, .clear] {
                    _ = engine.evaluate([Self.down(truth)], now: later, wallNow: WallInstant(milliseconds: number))
                    _ = engine.memories(at: later, wallNow: WallInstant(milliseconds: number)).map(\.life)
                }
            }
        }
    }

    @Test("of two memories of one alert the first counts")
    func doubled() {
        let engine = AlertEngine(
            restoring: [Self.memory(), Self.memory(severity: "warning")], now: MonotonicInstant(nanoseconds: 0),
            wallNow: AlertScenario.wall(0))
        #expect(engine.alerts.map(\.severity) == [.critical])
    }

    @Test("a life changes with what happens, not with texts and values")
    func life() {
        var scenario = AlertScenario()
        func lives() -> [AlertMemory.Life] {
            scenario.engine.memories(at: scenario.now, wallNow: scenario.wallNow).map(\.life)
        }
        var known = lives()
        var changes: [Int] = []
        for second in 0..<120 {
            var input = Self.down(second == 115 ? .clear : .holds, for: 100)
            input.condition.summary = "\(second)"
            _ = scenario.evaluate([input])
            if second == 105 { _ = scenario.acknowledge() }
            if lives() != known { changes.append(second) }
            known = lives()
        }
        // Pending; then in doubling steps; fires and is notified; acknowledged.
        #expect(changes == [0, 8, 16, 32, 64, 100, 105])
    }

    @Test("pending, firing and resolved are remembered")
    func memories() {
        var scenario = AlertScenario()
        let resolved = { truth in AlertEngine.Input.condition(.mongoNoPrimary, nil, truth, for: 0) }
        _ = scenario.evaluate([resolved(.holds)])
        _ = scenario.evaluate([
            resolved(.clear), Self.down(.holds), .condition(.postgresNodeDown, "db-b", .holds, for: 60),
        ])
        _ = scenario.evaluate(
            after: 5, [resolved(.clear), Self.down(.holds), .condition(.postgresNodeDown, "db-b", .holds, for: 60)])
        let memories = scenario.engine.memories(at: scenario.now, wallNow: scenario.wallNow)
        #expect(memories.map(\.state) == ["firing", "pending", "resolved"])
        #expect(memories.map(\.heldMilliseconds) == [0, 5000, 0])
        #expect(memories.map(\.announcedSeverity) == ["critical", nil, nil])
    }
}
