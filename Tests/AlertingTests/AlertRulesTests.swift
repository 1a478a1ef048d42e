import Alerting
import ReplicationCore
import Testing

struct AlertRulesTests {
    let rules = AlertRules(
        overrides: [.postgresReplicationLag: AlertOverride(warning: .seconds(20), for: .seconds(5))],
        nodes: ["db-b": [.postgresReplicationLag: AlertOverride(warning: .seconds(40)), .postgresNodeDown: .init()]])

    @Test func whatANodeDoesNotSayIsAsTheClusterHasIt() {
        let rule = rules.rule(for: .postgresReplicationLag, node: "db-b")
        #expect(rule.thresholds?.warning == .seconds(40) && rule.for == .seconds(5))
        #expect(rule.thresholds?.critical == AlertCatalogue.row(for: .postgresReplicationLag).thresholds?.critical)
    }

    @Test(arguments: [nil, "db-a"])
    func othersAreAsTheClusterHasThem(node: String?) {
        let rule = rules.rule(for: .postgresReplicationLag, node: node)
        #expect(rule.thresholds?.warning == .seconds(20) && rule.for == .seconds(5))
        #expect(rules.rule(for: .postgresNodeDown, node: node) == AlertCatalogue.row(for: .postgresNodeDown))
    }
}
