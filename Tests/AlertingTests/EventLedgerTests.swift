import ReplicationCore
import Testing

@testable import Alerting

struct EventLedgerTests {
    private static let start = WallInstant(milliseconds: 1_700_000_000_000)

    private static func instant(_ second: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second))
    }

    /// `orders` with these roles.
    private static func orders(_ roles: [String: String]) -> ClusterView {
        ClusterView(
            name: "orders", kind: .postgresql,
            nodes: roles.sorted { $0.key < $1.key }.map { name, role in
                NodeView(name: name, role: role, reachable: role != "unknown", observedAge: nil)
            }, links: [], conditions: [], firstRoundDone: true)
    }

    private static func media(elections: [ElectionRecord] = [], rollbacks: [RollbackRecord] = []) -> ClusterView {
        var view = ClusterView(
            name: "media", kind: .mongodb, nodes: [], links: [], conditions: [], firstRoundDone: true)
        view.replicaSet = ReplicaSetView(
            availability: ReplicaSetAvailability(
                writable: .known(true), majorityWritable: .known(true), readable: .known(true),
                failuresToleratedForWrites: .known(1), failuresToleratedForMajorityWrites: .known(1)),
            elections: elections, rollbacks: rollbacks)
        return view
    }

    /// The events at each of these evaluations, a second apart.
    private static func notified(_ looks: [[ClusterView]]) -> [[String]] {
        var ledger = EventLedger()
        return looks.enumerated().map { second, views in
            ledger.forget(allBut: Set(views.map(\.name)))
            return ledger.events(
                views, transitions: [], now: instant(Double(second)),
                wallNow: start.advanced(by: .seconds(second))
            ).map { "\($0.kind.rawValue) \($0.summary)" }
        }
    }

    @Test("a role is no event when first seen, nor when a silent node answers again as what it was")
    func roles() {
        let looks = [
            ["db-a": "primary", "db-b": "standby"], ["db-a": "unknown", "db-b": "standby"],
            ["db-a": "primary", "db-b": "standby"], ["db-a": "unknown", "db-b": "primary"],
            ["db-a": "standby", "db-b": "primary"],
        ]
        #expect(
            Self.notified(looks.map { [Self.orders($0)] }) == [
                [], [], [],
                ["role_changed db-b: standby, now primary", "failover db-b took over from db-a"],
                ["role_changed db-a: primary, now standby"],
            ])
    }

    @Test("two primaries at once are no failover")
    func splitBrain() {
        let looks = [["db-a": "primary", "db-b": "standby"], ["db-a": "primary", "db-b": "primary"]]
        #expect(
            Self.notified(looks.map { [Self.orders($0)] }) == [[], ["role_changed db-b: standby, now primary"]])
    }

    @Test("an election is notified once, with its reason and how long there was no primary, and none from before")
    func elections() {
        let old = ElectionRecord(term: 4, primary: "a:1", reason: "electionTimeout", seenAt: Self.instant(0))
        var new = ElectionRecord(
            term: 5, primary: "b:1", priorPrimary: "a:1", seenAt: Self.instant(1), withoutPrimary: .seconds(10.24))
        let unexplained = Self.media(elections: [new, old])
        new.reason = "electionTimeout"
        let explained = Self.media(elections: [new, old])
        #expect(
            Self.notified([[Self.media(elections: [old])], [unexplained], [explained], [explained]]) == [
                [], [], ["election b:1 elected in term 5 (electionTimeout) after 10s without a primary"], [],
            ])
    }

    @Test("an election whose winner reports no reason is notified all the same, a little later")
    func unexplainedElection() {
        let election = ElectionRecord(term: 5, primary: "b:1", seenAt: Self.instant(1))
        let looks = [[Self.media()]] + Array(repeating: [Self.media(elections: [election])], count: 25)
        let notified = Self.notified(looks)
        #expect(notified.flatMap(\.self) == ["election b:1 elected in term 5"])
        #expect(notified[21] == ["election b:1 elected in term 5"])
    }

    @Test("a rollback is notified at the first look too: it was seen since replmon began to watch")
    func rollbacks() {
        let rollback = RollbackRecord(
            member: "c:1", count: 1, rollbackID: 3, after: Self.instant(-5), noticedAt: Self.instant(0))
        #expect(
            Self.notified([[Self.media(rollbacks: [rollback])], [Self.media(rollbacks: [rollback])]]) == [
                ["rollback c:1 rolled back writes"], [],
            ])
    }

    @Test("two rollbacks of one member are two events, each notified once")
    func twoRollbacks() {
        func rollback(_ id: Int64, _ second: Double) -> RollbackRecord {
            RollbackRecord(
                member: "c:1", count: 1, rollbackID: id, after: Self.instant(second - 1),
                noticedAt: Self.instant(second))
        }
        let both = [Self.media(rollbacks: [rollback(3, 1), rollback(2, 0)])]
        #expect(
            Self.notified([[Self.media(rollbacks: [rollback(2, 0)])], both, both, both]).map(\.count) == [1, 1, 0, 0])
    }

    @Test("a cluster that is no longer watched is forgotten: when it comes back, its roles need no notification")
    func forgotten() {
        let looks = [[Self.orders(["db-a": "primary"])], [], [Self.orders(["db-a": "standby"])]]
        #expect(Self.notified(looks) == [[], [], []])
    }

    @Test("what is notified of an alert is an event, with its place")
    func alerts() throws {
        var scenario = AlertScenario()
        let notified = scenario.evaluate([.condition(.postgresNodeDown, "db-a", .holds, for: 0)])
        var ledger = EventLedger()
        let event = try #require(
            ledger.events([], transitions: notified, now: scenario.now, wallNow: scenario.wallNow).first)
        #expect(event.kind == .alertFiring && event.cluster == "orders" && event.node == "db-a")
        #expect(event.at == scenario.wallNow)
        #expect(event.details["alert"] == "PostgresNodeDown" && event.details["severity"] == "critical")
    }
}
