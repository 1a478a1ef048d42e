import ReplicationCore
import Testing

@testable import Alerting

/// Inhibition beyond the plain case: severities, slots, causes that come and go.
@Suite struct AlertInhibitionTests {
    private static func names(_ transitions: [AlertTransition]) -> [AlertName] {
        transitions.filter { $0.kind == .firing }.map(\.alert.identity.name)
    }

    @Test("a warning inhibits no critical alert: one that was to be spare is missing, then commits hang")
    func severity() {
        var scenario = AlertScenario()
        func evaluate(_ waiting: Double) -> [AlertName] {
            Self.names(
                scenario.evaluate(
                    after: 30,
                    [
                        .condition(.postgresSynchronousDegraded, "db-a", .holdsAsWarning, for: 0, causes: ["db-a"]),
                        .condition(
                            .postgresCommitsHanging, "db-a", .measured(.seconds(waiting)), for: 0, causes: ["db-a"]),
                    ]))
        }
        #expect(evaluate(0) == [.postgresSynchronousDegraded])
        #expect(evaluate(10).isEmpty, "a warning like its cause")
        #expect(evaluate(40) == [.postgresCommitsHanging])
    }

    @Test("a cause that has yet to last as critical mutes what is critical already, but not when it cannot be judged")
    func worse() {
        var scenario = AlertScenario()
        func evaluate(_ degraded: Condition.Truth, _ waiting: Double) -> [AlertName] {
            Self.names(
                scenario.evaluate([
                    .condition(.postgresSynchronousDegraded, "db-a", degraded, for: 1, causes: ["db-a"]),
                    .condition(.postgresCommitsHanging, "db-a", .measured(.seconds(waiting)), for: 0, causes: ["db-a"]),
                ]))
        }
        _ = evaluate(.holdsAsWarning, 0)
        #expect(evaluate(.holdsAsWarning, 0) == [.postgresSynchronousDegraded])
        #expect(evaluate(.holds, 40).isEmpty)
        #expect(evaluate(.unknown("hung"), 40) == [.postgresCommitsHanging])
    }

    @Test("a slot that is lost mutes what is said of itself, not of the next slot on its node")
    func slots() {
        var scenario = AlertScenario()
        func slot(_ name: AlertName, _ slot: String, _ truth: Condition.Truth) -> AlertEngine.Input {
            AlertEngine.Input(
                cluster: "orders",
                condition: Condition(name, node: "db-a", slot: slot, truth: truth, summary: "", causes: ["db-a"]),
                rule: AlertCatalogue.row(for: name).applying(AlertOverride(for: .zero)))
        }
        let lost = slot(.postgresSlotLost, "db_b", .holds)
        _ = scenario.evaluate([lost])
        let notified = scenario.evaluate([
            lost, slot(.postgresSlotInactive, "db_b", .measured(.seconds(600))),
            slot(.postgresSlotInactive, "db_c", .measured(.seconds(600))), slot(.postgresSlotLost, "db_d", .holds),
        ])
        #expect(notified.map(\.alert.identity.subject.slot) == ["db_c", "db_d"])
        #expect(scenario.engine.alerts.filter { $0.inhibitedBy != nil }.map(\.identity.subject.slot) == ["db_b"])
    }

    @Test("a cause that comes and goes keeps its consequence quiet for one `for`, not for ever, and is notified itself")
    func flapping() {
        var scenario = AlertScenario()
        var notified: [AlertName] = []
        for second in 0..<300 {
            let isDown = second % 25 < 5
            notified += Self.names(
                scenario.evaluate([
                    .condition(.postgresNodeDown, "db-a", isDown ? .holds : .clear, for: 10),
                    .condition(
                        .postgresReplicationLag, "db-b", .measured(.seconds(90)), for: 30, causes: ["db-b", "db-a"]),
                ]))
        }
        #expect(notified == [.postgresReplicationLag, .postgresNodeDown])
    }
}
