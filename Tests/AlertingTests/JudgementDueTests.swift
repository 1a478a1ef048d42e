import ReplicationCore
import Testing

@testable import Alerting

/// When a cluster has to be judged again although nothing was polled.
@Suite struct JudgementDueTests {
    private static let limit = Duration.seconds(12)

    private static func wait(
        _ conditions: [Condition] = [], age: Duration? = .zero, alertsAreSettled: Bool = true
    ) -> Duration {
        let node = NodeView(name: "db-b", role: "standby", reachable: true, observedAge: age)
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [node], links: [], conditions: conditions, firstRoundDone: true)
        let assessment = ClusterAssessment(view: view, rules: AlertRules())
        return JudgementDue.wait(
            after: assessment, rules: AlertRules(), alertsAreSettled: alertsAreSettled, readingLimit: limit)
    }

    private static func lag(_ seconds: Double) -> Condition {
        Condition(.postgresReplicationLag, node: "db-b", truth: .measured(.seconds(seconds)), summary: "behind")
    }

    @Test("a cluster that is well is judged when a reading grows stale, and every 5 s anyway")
    func settled() {
        #expect(Self.wait() == .seconds(5))
        #expect(Self.wait(age: .seconds(9)) == .seconds(3))
        #expect(Self.wait(age: .seconds(11.8)) == .seconds(1))
        #expect(Self.wait(age: .seconds(60)) == .seconds(1))
    }

    @Test("a measured time is looked at again when it may have reached the limit of its rule")
    func measured() {
        #expect(Self.wait([Self.lag(7)]) == .seconds(3), "the warning is given at 10 s")
        #expect(Self.wait([Self.lag(0)]) == .seconds(5))
    }

    @Test("anything amiss, unknown, or an alert that is not over: every second")
    func unsettled() {
        #expect(Self.wait([Self.lag(30)]) == .seconds(1))
        #expect(
            Self.wait([Condition(.postgresNodeDown, node: "db-b", truth: .unknown("?"), summary: "")]) == .seconds(1))
        #expect(Self.wait(alertsAreSettled: false) == .seconds(1))
    }
}
