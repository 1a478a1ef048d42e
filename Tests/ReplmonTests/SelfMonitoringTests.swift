import Alerting
import ReplicationCore
import StatusAPI
import Testing

@testable import ReplmonDaemon

struct SelfMonitoringTests {
    private static let wall = WallInstant(milliseconds: 0)
    private static let accepted = ReloadOutcome(problem: nil, succeededAt: wall)

    private static func instant(_ seconds: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds) * 1_000_000_000)
    }

    /// Two clusters of one node each.
    private static func snapshot(
        answering: Bool = true, history: HistoryHealth? = .saved, notifications: [AlertmanagerStatistics] = []
    ) -> Snapshot {
        let clusters = ["orders", "media"].map { name in
            ClusterAssessment(
                view: ClusterView(
                    name: name, kind: .postgresql,
                    nodes: [NodeView(name: "db-a", role: "unknown", reachable: answering, observedAge: nil)], links: [],
                    conditions: [
                        Condition(
                            .postgresNodeDown, node: "db-a", truth: answering ? .clear : .holds,
                            summary: "db-a does not answer")
                    ], firstRoundDone: true),
                rules: AlertRules())
        }
        return Snapshot(
            generatedAt: wall, instant: instant(0), clusters: clusters, alerts: [],
            daemon: DaemonStatus(
                version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: [],
                history: history, notifications: notifications))
    }

    private static func names(_ monitoring: SelfMonitoring) -> [AlertName] {
        monitoring.conditions.map(\.alert)
    }

    private static func truth(_ name: AlertName, _ monitoring: SelfMonitoring) -> Condition.Truth? {
        monitoring.conditions.first { $0.alert == name }?.truth
    }

    @Test("every condition about replmon is judged, the isolation first, one per Alertmanager last")
    func allConditions() {
        var monitoring = SelfMonitoring()
        #expect(monitoring.conditions.isEmpty)
        let urls = ["http://10.0.0.2:9093", "http://10.0.0.3:9093"]
        let snapshot = Self.snapshot(notifications: urls.map { AlertmanagerStatistics(url: $0, capacity: 10) })
        monitoring.judge(snapshot, reload: Self.accepted, at: Self.instant(0))
        #expect(
            Self.names(monitoring) == [
                .monitorIsolated, .replmonReloadFailed, .replmonHistoryDegraded, .replmonProbeLate,
                .replmonNotificationFailing, .replmonNotificationFailing,
            ])
        #expect(monitoring.conditions.suffix(2).map(\.subject.node) == urls)
        #expect(monitoring.conditions.prefix(4).allSatisfy { $0.truth == .clear })
    }

    @Test("a refused configuration holds with its problem until one is accepted")
    func reload() {
        var monitoring = SelfMonitoring()
        let refused = ReloadOutcome(problem: "replmon.yml:1:1: no", succeededAt: Self.wall)
        monitoring.judge(Self.snapshot(), reload: refused, at: Self.instant(0))
        let condition = monitoring.conditions.first { $0.alert == .replmonReloadFailed }
        #expect(condition?.truth == .holds && condition?.summary == "replmon.yml:1:1: no")
        monitoring.judge(Self.snapshot(), reload: Self.accepted, at: Self.instant(1))
        #expect(Self.truth(.replmonReloadFailed, monitoring) == .clear)
    }

    @Test("a history that is not written holds; without a history nothing is wrong with it")
    func history() {
        var monitoring = SelfMonitoring()
        monitoring.judge(
            Self.snapshot(history: .memoryOnly(reason: "disk full")), reload: Self.accepted, at: Self.instant(0))
        #expect(Self.truth(.replmonHistoryDegraded, monitoring) == .holds)
        monitoring.judge(Self.snapshot(history: nil), reload: Self.accepted, at: Self.instant(1))
        #expect(Self.truth(.replmonHistoryDegraded, monitoring) == .clear)
    }

    @Test("the isolation alone is judged anew between two ticks, and stays the first")
    func isolation() {
        var monitoring = SelfMonitoring()
        monitoring.judgeIsolation(Self.snapshot(answering: false))
        #expect(Self.names(monitoring) == [.monitorIsolated])
        #expect(Self.truth(.monitorIsolated, monitoring) == .holds)
        monitoring.judge(Self.snapshot(), reload: Self.accepted, at: Self.instant(0))
        let others = monitoring.conditions.dropFirst()
        monitoring.judgeIsolation(Self.snapshot(answering: false))
        #expect(Self.names(monitoring).first == .monitorIsolated && monitoring.conditions.dropFirst() == others)
        #expect(Self.truth(.monitorIsolated, monitoring) == .holds)
    }

    /// Three ticks later than a second within a minute are too many.
    @Test("late ticks count once each, however often replmon is judged in between")
    func lateTicks() {
        var monitoring = SelfMonitoring()
        var truths: [Condition.Truth?] = []
        for second in [0, 3, 6, 9] {
            monitoring.recordTick(at: Self.instant(second))
            for _ in 0..<3 { monitoring.judge(Self.snapshot(), reload: Self.accepted, at: Self.instant(second)) }
            truths.append(Self.truth(.replmonProbeLate, monitoring))
        }
        #expect(truths == [.clear, .clear, .clear, .holds])
    }

    @Test("ticks on time are not late")
    func ticksOnTime() {
        var monitoring = SelfMonitoring()
        for second in 0..<10 {
            monitoring.recordTick(at: Self.instant(second))
            monitoring.judge(Self.snapshot(), reload: Self.accepted, at: Self.instant(second))
        }
        #expect(Self.truth(.replmonProbeLate, monitoring) == .clear)
    }
}
