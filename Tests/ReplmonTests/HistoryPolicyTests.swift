import Alerting
import PostgresReplication
import ReplicationCore
import Testing

@testable import ReplmonDaemon

/// A cluster `orders` of one PostgreSQL node, db-a, whose alert fires at once.
struct HistoryPolicyTests {
    private static let wall = WallInstant(milliseconds: 0)

    private var alerts = AlertPipeline(remembered: Remembered(), now: instant(0), wallNow: wall)
    private var clusters = WatchedClusters()
    private var policy = HistoryPolicy(remembered: Remembered())

    init() {
        clusters.apply([
            ClusterPlan(
                name: "orders", rules: AlertRules(),
                limits: StalenessLimits(pollInterval: .seconds(5), probeTimeout: .seconds(1)),
                engine: .postgresql([PostgresNodeDeclaration(name: "db-a")], probes: []))
        ])
    }

    private static func instant(_ seconds: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds) * 1_000_000_000)
    }

    private static func assessment(down: Bool) -> ClusterAssessment {
        var node = NodeView(name: "db-a", role: "standby", reachable: !down, observedAge: nil)
        node.lag = Lag(time: .known(.seconds(2)))
        let condition = Condition(
            .postgresNodeDown, node: "db-a", truth: down ? .holds : .clear, summary: "db-a does not answer")
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [node], links: [], conditions: [condition], firstRoundDone: true)
        return ClusterAssessment(view: view, rules: AlertRules())
    }

    /// The batch after an evaluation: at a tick, or after a poll.
    private mutating func batch(at seconds: Int, isTick: Bool = true, down: Bool = false) -> HistoryBatch? {
        let now = Self.instant(seconds)
        let assessment = Self.assessment(down: down)
        let rules = AlertRules(overrides: [.postgresNodeDown: AlertOverride(for: .zero)])
        let outcome = alerts.evaluate(
            [AlertPipeline.Judged(assessment: assessment, rules: rules)], selfConditions: [], now: now,
            wallNow: Self.wall)
        return policy.batch(
            after: HistoryPolicy.Evaluation(
                outcome: outcome, alerts: alerts, clusters: clusters, judged: [0],
                assessments: isTick ? [assessment] : nil, now: now, wallNow: Self.wall))
    }

    @Test("a tick samples the lag every ten seconds, a poll never does")
    mutating func samples() {
        let afterPoll = batch(at: 0, isTick: false)
        let first = batch(at: 1)
        let meanwhile = (2...10).compactMap { batch(at: $0) }
        let next = batch(at: 11)
        let late = batch(at: 31, isTick: false)
        #expect(afterPoll == nil && meanwhile.isEmpty && late == nil)
        #expect(first?.lagSamples.map(\.node) == ["db-a"] && first?.lagSamples.map(\.lag) == [.seconds(2)])
        #expect(first?.aliveAt == Self.wall)
        #expect(next?.lagSamples.count == 1)
    }

    @Test("alerts are written when their lives change: after the poll that raises one, and not again")
    mutating func alertLives() {
        _ = batch(at: 0)
        let raised = batch(at: 1, isTick: false, down: true)
        let unchanged = batch(at: 2, isTick: false, down: true)
        let ended = batch(at: 3, isTick: false)
        #expect(raised?.alerts?.map(\.name) == ["PostgresNodeDown"] && raised?.alerts?.map(\.state) == ["firing"])
        #expect(raised?.events.map(\.kind) == [.alertFiring] && raised?.lagSamples.isEmpty == true)
        #expect(unchanged == nil && ended?.alerts?.map(\.state) == ["resolved"])
    }

    @Test("the alerts of a cluster that is no longer watched are written once more by a tick")
    mutating func unwatchedCluster() {
        _ = batch(at: 0, down: true)
        clusters.apply([])
        _ = alerts.retain(only: [], now: Self.instant(1), wallNow: Self.wall)
        let evaluation = HistoryPolicy.Evaluation(
            outcome: AlertPipeline.Outcome(), alerts: alerts, clusters: clusters, judged: [], assessments: [],
            now: Self.instant(1), wallNow: Self.wall)
        let (ended, again) = (policy.batch(after: evaluation), policy.batch(after: evaluation))
        #expect(ended?.alerts?.map(\.state) == ["resolved"] && again == nil)
    }

    @Test("a batch that was remembered is not written again")
    mutating func remembered() {
        let raised = batch(at: 0, down: true)
        var remembered = Remembered()
        remembered.alerts = raised?.alerts ?? []
        policy = HistoryPolicy(remembered: remembered)
        let unchanged = batch(at: 1, isTick: false, down: true)
        #expect(!remembered.alerts.isEmpty && unchanged == nil)
    }
}
