import Alerting
import ReplicationCore
import Testing

@testable import ReplmonDaemon

/// Alerts that fired before replmon was restarted, and nobody asks about.
@Suite struct AlertPipelineTests {
    struct Row: CustomTestStringConvertible {
        var name: String
        var alert = AlertName.mongoMemberDown
        var subject = Condition.Subject(node: "b:1")
        /// The cluster as replmon sees it; `nil` when it is no longer configured.
        var view: ClusterView?
        var ends: Bool

        var testDescription: String { name }
    }

    private static func node(_ name: String, reachable: Bool = true, polls: Int = 3) -> NodeView {
        var reach = Reach()
        for _ in 0..<polls { reach.record(answered: reachable) }
        return NodeView(name: name, role: "secondary", reachable: reachable, observedAge: nil, reach: reach)
    }

    private static func media(
        _ nodes: [NodeView], removed: Set<String> = [], config: Int64? = 3, firstRoundDone: Bool = true
    ) -> ClusterView {
        var view = ClusterView(
            name: "media", kind: .mongodb, nodes: nodes, links: [], conditions: [], firstRoundDone: firstRoundDone)
        let open = Known<Bool>.unknown("not polled"), none = Known<Int>.unknown("not polled")
        view.replicaSet = ReplicaSetView(
            availability: ReplicaSetAvailability(
                writable: open, majorityWritable: open, readable: open, failuresToleratedForWrites: none,
                failuresToleratedForMajorityWrites: none), configVersion: config)
        view.replicaSet?.removed = removed
        return view
    }

    private static func orders(_ nodes: [NodeView], firstRoundDone: Bool = true) -> ClusterView {
        ClusterView(
            name: "media", kind: .postgresql, nodes: nodes, links: [], conditions: [], firstRoundDone: firstRoundDone)
    }

    static let rows: [Row] = [
        Row(
            name: "a member that was removed while it was down",
            view: media([node("a:1"), node("b:1", reachable: false)], removed: ["b:1"]), ends: true),
        Row(
            name: "a member that was removed and answers",
            view: media([node("a:1"), node("b:1")], removed: ["b:1"]), ends: true),
        Row(name: "a member that was removed long ago", view: media([node("a:1")]), ends: true),
        Row(
            name: "the way from a member that is down to one that was removed", alert: .mongoPartition,
            subject: .init(node: "a:1", upstream: "b:1"),
            view: media([node("a:1", reachable: false), node("b:1", reachable: false)], removed: ["b:1"]), ends: true),
        Row(
            name: "the way from a member that is down to one that is there", alert: .mongoPartition,
            subject: .init(node: "a:1", upstream: "b:1"),
            view: media([node("a:1", reachable: false), node("b:1")]), ends: false),
        Row(
            name: "no member has shown the configuration since the restart",
            view: media([node("a:1", reachable: false)], config: nil), ends: false),
        Row(
            name: "the members have not all been polled since the restart, and one may know a newer configuration",
            view: media([node("a:1")], firstRoundDone: false), ends: false),
        Row(name: "a cluster that is no longer configured", view: nil, ends: true),
        Row(
            name: "a node that is no longer configured, while a new one has yet to be polled",
            alert: .postgresNodeDown, view: orders([node("a:1"), node("c:1", polls: 0)], firstRoundDone: false),
            ends: true),
        Row(
            name: "a lost slot of a node that is no longer configured: latched, and nothing is left to acknowledge",
            alert: .postgresSlotLost, subject: .init(node: "b:1", slot: "s"), view: orders([node("a:1")]), ends: true),
        Row(
            name: "a slot that was dropped", alert: .postgresSlotInactive, subject: .init(node: "b:1", slot: "s"),
            view: orders([node("a:1"), node("b:1")]), ends: true),
        Row(
            name: "a slot on a node that does not answer", alert: .postgresSlotInactive,
            subject: .init(node: "b:1", slot: "s"),
            view: orders([node("a:1"), node("b:1", reachable: false)]), ends: false),
        Row(
            name: "a standby that was promoted", alert: .postgresStandbyDisconnected,
            view: orders([node("a:1"), node("b:1")]), ends: true),
        Row(
            name: "a standby that was polled only once since the restart", alert: .postgresStandbyDisconnected,
            view: orders([node("a:1"), node("b:1", polls: 1)]), ends: false),
    ]

    @Test("an alert ends when its subject is gone, not because nothing is known of it yet", arguments: rows)
    func ends(row: Row) {
        let (start, wallNow) = (MonotonicInstant(nanoseconds: 0), WallInstant(milliseconds: 1_700_000_000_000))
        let memory = AlertMemory(
            name: row.alert.rawValue, cluster: "media", node: row.subject.node, upstream: row.subject.upstream,
            slot: row.subject.slot, severity: "critical", state: "firing", activeAt: wallNow, firedAt: wallNow,
            resolvedAt: nil, heldMilliseconds: 0, announcedSeverity: "critical", isFlapping: false,
            acknowledgement: nil, summary: "as it was", evidence: [])
        var remembered = Remembered()
        remembered.alerts = [memory]
        var pipeline = AlertPipeline(remembered: remembered, now: start, wallNow: wallNow)
        let assessments = [row.view].compactMap(\.self).map { ClusterAssessment(view: $0, rules: AlertRules()) }
        let now = start.advanced(by: .seconds(1))
        let judged = assessments.map { AlertPipeline.Judged(assessment: $0, rules: AlertRules()) }
        let transitions =
            pipeline.evaluate(judged, selfConditions: [], now: now, wallNow: wallNow).transitions
            + pipeline.retain(only: Set(assessments.map(\.view.name)), now: now, wallNow: wallNow).transitions
        #expect(transitions.map(\.kind) == (row.ends ? [.resolved] : []))
        #expect(pipeline.alerts.map(\.state.name) == [row.ends ? "resolved" : "firing"])
    }
}
