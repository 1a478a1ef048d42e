import ReplicationCore
import Testing

@testable import Alerting

@Suite struct AlertEngineTests {
    @Test("a firing or pending alert that cannot be judged says so, and no longer when it can", arguments: [0.0, 60.0])
    func stale(dwell: Double) {
        var scenario = AlertScenario()
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .holds, for: dwell)])
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .unknown("hung"), for: dwell)])
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.staleReason == "hung")
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .holds, for: dwell)])
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.staleReason == nil)
    }

    @Test("an alert is active since its condition first held, and keeps its latest summary")
    func activeAt() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .holds, for: 5)])
        let since = scenario.wallNow
        var input = AlertEngine.Input.condition(.postgresNodeDown, "db-a", .holds, for: 5)
        input.condition.summary = "newer"
        let notified = scenario.evaluate(after: 10, [input])
        #expect(notified.map(\.alert.activeAt) == [since])
        #expect(notified.map(\.alert.summary) == ["newer"])
        #expect(notified.map(\.at) == [scenario.wallNow])
    }

    @Test("a resolved alert is listed for a quarter of an hour")
    func retention() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .holds, for: 0)])
        _ = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .clear, for: 0)])
        _ = scenario.evaluate(after: 899, [])
        #expect(scenario.engine.alerts.count == 1)
        _ = scenario.evaluate(after: 1, [])
        #expect(scenario.engine.alerts.isEmpty)
    }

    @Test("a change of severity is notified once, either way, and keeps the identity")
    func severity() {
        var scenario = AlertScenario()
        var kinds: [[AlertTransition.Kind]] = []
        for lag in [20, 20, 70, 70, 20, 5] {
            let input = AlertEngine.Input.condition(.postgresReplicationLag, "db-b", .measured(.seconds(lag)), for: 0)
            kinds.append(scenario.evaluate([input]).map(\.kind))
        }
        #expect(kinds == [[.firing], [], [.severityChanged], [], [.severityChanged], [.resolved]])
    }

    @Test("a severity that changes while pending is notified with the alert, not by itself")
    func severityWhilePending() {
        var scenario = AlertScenario()
        var notified: [AlertTransition] = []
        for lag in [20, 70, 70] {
            notified += scenario.evaluate([
                .condition(.postgresReplicationLag, "db-b", .measured(.seconds(lag)), for: 2)
            ])
        }
        #expect(notified.map(\.kind) == [.firing])
        #expect(notified.map(\.alert.severity) == [.critical])
    }

    @Test("a cause mutes its consequence; when the cause goes and the consequence still fires, it is notified, once")
    func inhibition() {
        var scenario = AlertScenario()
        func inputs(_ cause: Condition.Truth) -> [AlertEngine.Input] {
            [
                .condition(.postgresStandbyDisconnected, "db-b", .holds, for: 0, causes: ["db-b", "db-a"]),
                .condition(.postgresNodeDown, "db-a", cause, for: 0),
            ]
        }
        #expect(scenario.evaluate(inputs(.holds)).map(\.alert.identity.name) == [.postgresNodeDown])
        #expect(scenario.alert(.postgresStandbyDisconnected, "db-b")?.inhibitedBy == .postgresNodeDown)
        #expect(scenario.alert(.postgresStandbyDisconnected, "db-b")?.shownState == "suppressed")
        #expect(scenario.evaluate(inputs(.holds)).isEmpty)
        let notified = scenario.evaluate(inputs(.clear))
        #expect(notified.map(\.kind) == [.firing, .resolved])
        #expect(notified.map(\.alert.identity.name) == [.postgresStandbyDisconnected, .postgresNodeDown])
        #expect(scenario.evaluate(inputs(.clear)).isEmpty)
        #expect(scenario.evaluate(inputs(.holds)).map(\.alert.identity.name) == [.postgresNodeDown])
        #expect(scenario.evaluate(inputs(.clear)).map(\.kind) == [.resolved])
    }

    @Test("what outlives its cause is notified only after its `for`, counted from the cause's end")
    func unmutingDwells() {
        var scenario = AlertScenario()
        func evaluate(_ cause: Condition.Truth, _ consequence: Condition.Truth, at second: Double) -> [AlertName] {
            scenario.second = second - 1
            return scenario.evaluate([
                .condition(.postgresStandbyDisconnected, "db-b", consequence, for: 30, causes: ["db-a"]),
                .condition(.postgresNodeDown, "db-a", cause, for: 10),
            ]).filter { $0.kind == .firing }.map(\.alert.identity.name)
        }
        #expect(evaluate(.holds, .holds, at: 0).isEmpty)
        #expect(evaluate(.holds, .holds, at: 60) == [.postgresNodeDown])
        #expect(evaluate(.clear, .holds, at: 61).isEmpty, "the standby has had no time to reconnect")
        #expect(evaluate(.clear, .clear, at: 63).isEmpty)
        #expect(evaluate(.holds, .holds, at: 100).isEmpty)
        #expect(evaluate(.holds, .holds, at: 160) == [.postgresNodeDown])
        #expect(evaluate(.clear, .holds, at: 161).isEmpty)
        #expect(evaluate(.clear, .holds, at: 190).isEmpty)
        #expect(evaluate(.clear, .holds, at: 191) == [.postgresStandbyDisconnected])
    }

    @Test("a muted alert that resolves was never notified and is not now")
    func mutedResolves() {
        var scenario = AlertScenario()
        let cause = AlertEngine.Input.condition(.postgresNodeDown, "db-a", .holds, for: 0)
        _ = scenario.evaluate([cause, .condition(.postgresReplayBlocked, "db-a", .holds, for: 0, causes: ["db-a"])])
        let notified = scenario.evaluate([
            cause, .condition(.postgresReplayBlocked, "db-a", .clear, for: 0, causes: ["db-a"]),
        ])
        #expect(notified.isEmpty)
        #expect(scenario.alert(.postgresReplayBlocked, "db-a")?.state.name == "resolved")
    }

    @Test("what was notified and then muted is still notified as resolved")
    func toldThenMuted() {
        var scenario = AlertScenario()
        func inputs(_ cause: Condition.Truth, _ consequence: Condition.Truth) -> [AlertEngine.Input] {
            [
                .condition(.postgresNodeDown, "db-a", cause, for: 0),
                .condition(.postgresReplayBlocked, "db-a", consequence, for: 0, causes: ["db-a"]),
            ]
        }
        #expect(scenario.evaluate(inputs(.clear, .holds)).map(\.kind) == [.firing])
        #expect(scenario.evaluate(inputs(.holds, .holds)).map(\.alert.identity.name) == [.postgresNodeDown])
        #expect(scenario.evaluate(inputs(.holds, .clear)).map(\.kind) == [.resolved])
    }

    @Test("a severity that changed while muted is notified when it no longer is")
    func severityWhileMuted() {
        var scenario = AlertScenario()
        func evaluate(_ cause: Condition.Truth, lag: Int) -> [AlertTransition] {
            scenario.evaluate([
                .condition(.postgresStandbyDisconnected, "db-b", cause, for: 0),
                .condition(.postgresReplicationLag, "db-b", .measured(.seconds(lag)), for: 0, causes: ["db-b"]),
            ])
        }
        _ = evaluate(.clear, lag: 20)
        _ = evaluate(.holds, lag: 70)
        let notified = evaluate(.clear, lag: 70).filter { $0.alert.identity.name == .postgresReplicationLag }
        #expect(notified.map(\.kind) == [.severityChanged])
        #expect(notified.map(\.alert.severity) == [.critical])
    }

    @Test("only the cluster's own nodes that are blamed mute")
    func onlyBlamed() {
        var scenario = AlertScenario()
        var elsewhere = AlertEngine.Input.condition(.postgresNodeDown, "db-a", .holds, for: 0)
        elsewhere.cluster = "billing"
        let notified = scenario.evaluate([
            elsewhere, .condition(.postgresNodeDown, "db-x", .holds, for: 0),
            .condition(.postgresStandbyDisconnected, "db-b", .holds, for: 0, causes: ["db-b", "db-a"]),
        ])
        #expect(notified.count == 3)
    }

    @Test("a cause that is still pending mutes already; one that can no longer be judged before it fired does not")
    func pendingCause() {
        var scenario = AlertScenario()
        func evaluate(_ cause: Condition.Truth) -> [AlertTransition] {
            scenario.evaluate([
                .condition(.postgresNodeDown, "db-a", cause, for: 10),
                .condition(.postgresPrivilegeMissing, "db-a", .holds, for: 0, causes: ["db-a"]),
            ])
        }
        #expect(evaluate(.holds).isEmpty)
        #expect(evaluate(.unknown("answers, but not to us")).map(\.kind) == [.firing])
    }

    @Test("a cluster out of reach mutes what it explains in that cluster, and nothing of another")
    func clusterCause() {
        var scenario = AlertScenario()
        let nodeDown = AlertEngine.Input.condition(.postgresNodeDown, "db-a", .holds, for: 0, causes: ["db-a"])
        let notified = scenario.evaluate([
            .condition(.clusterUnreachable, .holds, cluster: "orders", for: 0), nodeDown, nodeDown.moved(to: "billing"),
            .condition(.postgresSplitBrain, nil, .holds, for: 0),
        ])
        #expect(
            Set(notified.map(\.alert.identity)) == [
                AlertIdentity(name: .clusterUnreachable, cluster: "orders"),
                AlertIdentity(name: .postgresNodeDown, cluster: "billing", subject: .init(node: "db-a")),
                AlertIdentity(name: .postgresSplitBrain, cluster: "orders"),
            ])
    }

    @Test("when replmon itself is cut off, that alone is notified, of all clusters")
    func isolation() {
        var scenario = AlertScenario()
        func evaluate(_ isolated: Condition.Truth) -> [AlertName] {
            let inputs = ["orders", "billing"].flatMap { cluster in
                [
                    AlertEngine.Input.condition(.clusterUnreachable, .holds, cluster: cluster, for: 2),
                    .condition(.postgresNodeDown, "db-a", .holds, for: 2).moved(to: cluster),
                ]
            }
            let own = AlertEngine.Input.condition(.monitorIsolated, isolated, cluster: nil, for: 0)
            return scenario.evaluate(after: 5, inputs + [own]).map(\.alert.identity.name)
        }
        #expect(evaluate(.holds) == [.monitorIsolated])
        #expect(evaluate(.holds).isEmpty)
        #expect(scenario.engine.alerts.filter { $0.inhibitedBy == .monitorIsolated }.count >= 2)
        #expect(evaluate(.clear) == [.monitorIsolated], "resolved; the clusters have their `for` to answer")
        #expect(evaluate(.clear) == [.clusterUnreachable, .clusterUnreachable])
    }

    @Test("at least so much raises what that raises, and clears nothing")
    func atLeast() {
        var scenario = AlertScenario()
        func evaluate(_ truth: Condition.Truth) -> [AlertTransition.Kind] {
            scenario.evaluate([.condition(.postgresReplicationLag, "db-b", truth, for: 0)]).map(\.kind)
        }
        #expect(evaluate(.measuredAtLeast(.seconds(5), "no history")).isEmpty)
        #expect(scenario.engine.alerts.isEmpty)
        #expect(evaluate(.measuredAtLeast(.seconds(70), "no history")) == [.firing])
        #expect(evaluate(.measuredAtLeast(.seconds(5), "no history")).isEmpty)
        #expect(scenario.alert(.postgresReplicationLag, "db-b")?.staleReason == "no history")
    }

    @Test("the last changes are kept with their times and texts, not each evaluation")
    func evaluations() {
        var scenario = AlertScenario()
        let truths: [Condition.Truth] = [
            .holdsAsWarning, .holdsAsWarning, .unknown("hung"), .unknown("gone"), .holds, .clear,
        ]
        for (second, truth) in truths.enumerated() {
            var input = AlertEngine.Input.condition(.postgresNodeDown, "db-a", truth, for: 0)
            input.condition.summary = "look \(second)"
            _ = scenario.evaluate([input])
        }
        let expected: [(Double, String, String)] = [
            (1, "warning", "look 0"), (3, "unknown", "hung"), (5, "critical", "look 4"), (6, "clear", "look 5"),
        ]
        #expect(
            scenario.alert(.postgresNodeDown, "db-a")?.evaluations
                == expected.map { Alert.Evaluation(at: AlertScenario.wall($0), outcome: $1, text: $2) })
    }

    @Test("a silence is in force up to its end, over what it matches, also when the clock is set back past its start")
    func silence() {
        var scenario = AlertScenario()
        scenario.second = 10
        scenario.silence(AlertMatcher(node: "db-a"), for: 3)
        // Both clocks go back.
        scenario.second = 0
        func notified() -> [String?] {
            scenario.evaluate(["db-a", "db-b"].map { .condition(.postgresNodeDown, $0, .holds, for: 4) })
                .map(\.alert.identity.subject.node)
        }
        for _ in 1..<5 { #expect(notified().isEmpty) }
        #expect(notified() == ["db-b"])
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.silencedBy == "5a5a5a5a")
        #expect(scenario.alert(.postgresNodeDown, "db-b")?.silencedBy == nil)
        for _ in 6..<13 { #expect(notified().isEmpty) }
        #expect(notified() == ["db-a"])
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.silencedBy == nil)
    }

    @Test("only what fires and matches is acknowledged")
    func acknowledge() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([
            .condition(.postgresNodeDown, "db-a", .holds, for: 0),
            .condition(.postgresNodeDown, "db-b", .holds, for: 9),
            .condition(.postgresReplayBlocked, "db-a", .holds, for: 0),
        ])
        #expect(scenario.acknowledge(AlertMatcher(alert: "PostgresNodeDown")).map(\.identity.subject.node) == ["db-a"])
        #expect(scenario.acknowledge(AlertMatcher(cluster: "billing")).isEmpty)
        #expect(scenario.engine.alerts.count { $0.acknowledgement?.author == "ann" } == 1)
    }

    @Test("alerts are listed firing first, then pending, then resolved, then by name and node")
    func order() {
        var scenario = AlertScenario()
        _ = scenario.evaluate([.condition(.postgresNoPrimary, nil, .holds, for: 0)])
        _ = scenario.evaluate([
            .condition(.postgresNoPrimary, nil, .clear, for: 0), .condition(.postgresNodeDown, "db-b", .holds, for: 9),
            .condition(.postgresReplayBlocked, "db-c", .holds, for: 0),
            .condition(.postgresReplayBlocked, "db-b", .holds, for: 0),
        ])
        #expect(scenario.engine.alerts.map(\.state.name) == ["firing", "firing", "pending", "resolved"])
        #expect(scenario.engine.alerts.map(\.identity.subject.node) == ["db-b", "db-c", "db-b", nil])
    }
}
