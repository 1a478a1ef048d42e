import Alerting
import ReplicationCore
import Testing

@Suite struct AlertCatalogueTests {
    @Test("one row for each alert, each with its own MESSAGE_ID")
    func complete() {
        #expect(AlertCatalogue.rows.map(\.name) == AlertName.allCases)
        #expect(Set(AlertCatalogue.rows.map(\.messageID)).count == AlertCatalogue.rows.count)
    }

    @Test("each row can be used as it stands", arguments: AlertCatalogue.rows)
    func row(rule: AlertRule) {
        #expect(rule.messageID.utf8.count == 32)
        #expect(rule.messageID.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
        for text in [rule.meaning, rule.action] {
            #expect(text.count > 20)
            #expect(text.hasSuffix(".") || text.hasSuffix(")."))
            #expect(!text.contains("  "))
        }
        #expect(rule.for >= .zero && rule.keepFiringFor >= .zero)
        if let thresholds = rule.thresholds {
            #expect(.zero < min(thresholds.warning, thresholds.critical))
            #expect(thresholds.reaches(thresholds.critical, thresholds.warning), "critical is worth a warning")
            #expect(!thresholds.reaches(thresholds.warning, thresholds.critical), "a warning is not yet critical")
        }
        #expect(!rule.inhibitedBy.contains(rule.name))
        #expect(rule.inhibitedIfBlamedBy.isSubset(of: rule.inhibitedBy))
    }

    @Test(
        "a row is found by its name in any language's search: whom it is about first, no spaces",
        arguments: AlertName.allCases)
    func names(name: AlertName) {
        #expect(Self.families.contains { name.rawValue.hasPrefix($0) })
        #expect(name.rawValue.allSatisfy { $0.isLetter && $0.isASCII })
    }

    private static let families = ["Postgres", "Mongo", "Replmon", "Cluster", "Monitor"]

    private static func family(_ name: AlertName) -> String? {
        families.first { name.rawValue.hasPrefix($0) }
    }

    @Test("only what cannot be undone waits for somebody to have seen it")
    func latched() {
        #expect(AlertCatalogue.rows.filter(\.isLatched).map(\.name) == [.postgresSlotLost])
    }

    @Test("muting has no circles, and stays within one engine but for what takes a whole cluster, or us, out of reach")
    func inhibition() {
        for rule in AlertCatalogue.rows {
            var (reached, frontier) = (Set<AlertName>(), rule.inhibitedBy)
            while let name = frontier.popLast() {
                if reached.insert(name).inserted { frontier += AlertCatalogue.row(for: name).inhibitedBy }
            }
            #expect(!reached.contains(rule.name), "\(rule.name) mutes itself")
            reached.subtract([.clusterUnreachable, .monitorIsolated])
            #expect(reached.allSatisfy { Self.family($0) == Self.family(rule.name) })
        }
    }

    @Test("all that a silent server would raise is muted when its whole cluster is out of reach, or replmon is")
    func isolation() {
        for name in [AlertName.postgresNodeDown, .postgresNoPrimary, .mongoMemberDown, .mongoNoPrimary] {
            #expect(AlertCatalogue.row(for: name).inhibitedBy.contains(.clusterUnreachable))
            #expect(AlertCatalogue.row(for: name).inhibitedBy.contains(.monitorIsolated))
        }
        #expect(AlertCatalogue.row(for: .clusterUnreachable).inhibitedBy == [.monitorIsolated])
        #expect(AlertCatalogue.row(for: .monitorIsolated).inhibitedBy.isEmpty)
    }
}
