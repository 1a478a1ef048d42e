import ReplicationCore
import Testing

@testable import Alerting

/// One cause, one page: whole scenes of what fails together, with the catalogue's own times.
@Suite struct AlertSceneTests {
    /// A condition that holds for a while.
    private struct Trouble {
        var name: AlertName
        var node: String?
        var cluster: String? = "orders"
        var causes: [String] = []
        /// Seconds after the fault.
        var during: Range<Int>
        var truth = Condition.Truth.holds
    }

    /// The alerts notified as firing within the scene, and those that fired but were muted.
    private static func play(_ troubles: [Trouble], seconds: Int = 120) -> (notified: [String], muted: Set<String>) {
        var scenario = AlertScenario()
        var (notified, muted): ([String], Set<String>) = ([], [])
        for second in 0..<seconds {
            let inputs = troubles.map { trouble in
                AlertEngine.Input(
                    cluster: trouble.cluster,
                    condition: Condition(
                        trouble.name, node: trouble.node,
                        truth: trouble.during.contains(second) ? trouble.truth : .clear,
                        summary: "", causes: trouble.causes),
                    rule: AlertCatalogue.row(for: trouble.name))
            }
            notified += scenario.evaluate(inputs).filter { $0.kind != .resolved }.map { name($0.alert) }
            muted.formUnion(
                scenario.engine.alerts.filter { $0.state.name == "firing" && $0.inhibitedBy != nil }.map(name))
        }
        return (notified, muted)
    }

    private static func name(_ alert: Alert) -> String {
        [alert.identity.name.rawValue, alert.identity.subject.node].compactMap(\.self).joined(separator: " ")
    }

    @Test("a PostgreSQL primary dies")
    func postgresPrimary() {
        let standbys = ["db-b", "db-c"].flatMap { standby in
            [
                Trouble(name: .postgresStandbyDisconnected, node: standby, causes: [standby, "db-a"], during: 2..<120),
                Trouble(
                    name: .postgresReplicationLag, node: standby, causes: [standby, "db-a"], during: 10..<120,
                    truth: .measured(.seconds(90))),
            ]
        }
        let (notified, muted) = Self.play(
            [
                Trouble(name: .postgresNodeDown, node: "db-a", during: 1..<120),
                Trouble(name: .postgresNoPrimary, causes: ["db-a"], during: 1..<120),
            ] + standbys)
        #expect(notified == ["PostgresNodeDown db-a"])
        #expect(muted.count == 5)
    }

    @Test("a PostgreSQL primary dies and comes back: its standbys' way back needs no notification")
    func postgresPrimaryBack() {
        let (notified, _) = Self.play([
            Trouble(name: .postgresNodeDown, node: "db-a", during: 1..<60),
            Trouble(name: .postgresNoPrimary, causes: ["db-a"], during: 1..<60),
            Trouble(name: .postgresStandbyDisconnected, node: "db-b", causes: ["db-b", "db-a"], during: 2..<75),
        ])
        #expect(notified == ["PostgresNodeDown db-a"])
    }

    @Test("a PostgreSQL primary is cut off from its standby only")
    func postgresLink() {
        let (notified, muted) = Self.play(
            [
                Trouble(name: .postgresStandbyDisconnected, node: "db-b", causes: ["db-b", "db-a"], during: 1..<900),
                Trouble(
                    name: .postgresReplicationLag, node: "db-b", causes: ["db-b", "db-a"], during: 10..<900,
                    truth: .measured(.seconds(90))),
                Trouble(
                    name: .postgresSlotInactive, node: "db-a", causes: ["db-a", "db-b"], during: 301..<900,
                    truth: .measured(.seconds(310))),
            ], seconds: 900)
        #expect(notified == ["PostgresStandbyDisconnected db-b"])
        #expect(muted == ["PostgresReplicationLag db-b", "PostgresSlotInactive db-a"])
    }

    @Test("the primary of three members with data is killed: the member, not the election that follows")
    func mongoPrimary() {
        let (notified, muted) = Self.play([
            Trouble(name: .mongoMemberDown, node: "m-a", during: 2..<120),
            Trouble(name: .mongoNoPrimary, during: 1..<11),
            Trouble(name: .mongoElection, causes: ["m-a"], during: 11..<120),
            Trouble(name: .mongoMajorityAtRisk, causes: ["m-a"], during: 2..<120),
        ])
        #expect(notified == ["MongoMemberDown m-a"])
        #expect(muted == ["MongoElection", "MongoMajorityAtRisk"])
    }

    @Test("the primary of a set with an arbiter is killed: majority writes are what is lost")
    func mongoPrimaryWithArbiter() {
        let (notified, muted) = Self.play([
            Trouble(name: .mongoMemberDown, node: "m-a", during: 2..<120),
            Trouble(name: .mongoNoPrimary, during: 1..<11),
            Trouble(name: .mongoMajorityLost, causes: ["m-a"], during: 2..<120),
            Trouble(name: .mongoMajorityAtRisk, causes: ["m-a"], during: 2..<120),
            Trouble(name: .mongoElection, causes: ["m-a"], during: 11..<120),
            Trouble(
                name: .mongoCommitPointFrozen, node: "m-b", causes: ["m-a"], during: 40..<120,
                truth: .measured(.seconds(60))),
        ])
        #expect(notified == ["MongoMajorityLost"])
        #expect(muted.count == 4)
    }

    @Test("the secondary of a set with an arbiter is killed: one critical page, that says the most")
    func mongoSecondaryWithArbiter() {
        let (notified, muted) = Self.play([
            Trouble(name: .mongoMemberDown, node: "m-b", during: 2..<120),
            Trouble(name: .mongoMajorityLost, causes: ["m-b"], during: 3..<120),
            Trouble(name: .mongoMajorityAtRisk, causes: ["m-b"], during: 3..<120),
        ])
        #expect(notified == ["MongoMajorityLost"])
        #expect(muted == ["MongoMemberDown m-b", "MongoMajorityAtRisk"])
    }

    @Test("two of three members die: no primary is notified, and nothing else")
    func mongoMajority() {
        let (notified, _) = Self.play([
            Trouble(name: .mongoMemberDown, node: "m-a", during: 2..<120),
            Trouble(name: .mongoMemberDown, node: "m-b", during: 2..<120),
            Trouble(name: .mongoMajorityLost, causes: ["m-a", "m-b"], during: 2..<120),
            Trouble(name: .mongoMajorityAtRisk, causes: ["m-a", "m-b"], during: 2..<120),
            Trouble(name: .mongoNoPrimary, during: 5..<120),
        ])
        #expect(notified == ["MongoNoPrimary"])
    }

    @Test("a member that the lost majority does not blame is notified by itself")
    func mongoOther() {
        let (notified, _) = Self.play([
            Trouble(name: .mongoMemberDown, node: "m-b", during: 2..<120),
            Trouble(name: .mongoMajorityLost, causes: ["m-b"], during: 2..<120),
            Trouble(name: .mongoMemberDown, node: "m-hidden", during: 2..<120),
        ])
        #expect(notified.sorted() == ["MongoMajorityLost", "MongoMemberDown m-hidden"])
    }

    @Test("a whole cluster goes out of reach, member by member")
    func unreachable() {
        let members = ["m-a", "m-b", "m-c"].map { Trouble(name: .mongoMemberDown, node: $0, during: 2..<120) }
        let (notified, muted) = Self.play(
            members + [
                Trouble(name: .clusterUnreachable, during: 4..<120),
                Trouble(name: .mongoNoPrimary, during: 1..<4),
            ])
        #expect(notified == ["ClusterUnreachable"])
        #expect(muted.count == 3)
    }

    @Test("replmon itself is cut off: one page for all clusters")
    func isolated() {
        let clusters = ["orders", "media"].flatMap { cluster in
            [
                Trouble(name: .postgresNodeDown, node: "db-a", cluster: cluster, during: 2..<120),
                Trouble(name: .postgresNodeDown, node: "db-b", cluster: cluster, during: 2..<120),
                Trouble(name: .clusterUnreachable, cluster: cluster, during: 3..<120),
            ]
        }
        let (notified, muted) = Self.play(clusters + [Trouble(name: .monitorIsolated, cluster: nil, during: 4..<120)])
        #expect(notified == ["MonitorIsolated"])
        #expect(muted.count == 3, "by name and node, of two clusters")
    }

    @Test("nothing mutes what is worse than itself, in any pair of the table", arguments: AlertCatalogue.rows)
    func severity(rule: AlertRule) {
        for name in rule.inhibitedBy {
            let cause = AlertCatalogue.row(for: name)
            var scenario = AlertScenario()
            let notified = scenario.evaluate([
                .condition(name, nil, cause.thresholds.map { .measured($0.warning) } ?? .holdsAsWarning, for: 0),
                .condition(
                    rule.name, nil, rule.thresholds.map { .measured($0.critical) } ?? .holds, for: 0, causes: ["m-a"]),
            ])
            let isCritical = rule.thresholds != nil || rule.severity == .critical
            let isTold = notified.contains { $0.alert.identity.name == rule.name }
            #expect(isTold == (isCritical || rule.inhibitedIfBlamedBy.contains(name)), "\(rule.name) by \(name)")
        }
    }
}
