import Alerting
import Replication
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
            #expect(.zero < thresholds.warning && thresholds.warning < thresholds.critical)
        }
        #expect(!rule.inhibitedBy.contains(rule.name))
    }

    @Test(
        "a row is found by its name in any language's search: the engine's prefix, no spaces",
        arguments: AlertName.allCases)
    func names(name: AlertName) {
        #expect(["Postgres", "Mongo", "Replmon"].contains { name.rawValue.hasPrefix($0) })
        #expect(name.rawValue.allSatisfy { $0.isLetter && $0.isASCII })
    }

    @Test("muting has no circles, and stays within one engine")
    func inhibition() {
        for rule in AlertCatalogue.rows {
            var (reached, frontier) = (Set<AlertName>(), rule.inhibitedBy)
            while let name = frontier.popLast() {
                if reached.insert(name).inserted { frontier += AlertCatalogue.row(for: name).inhibitedBy }
            }
            #expect(!reached.contains(rule.name), "\(rule.name) mutes itself")
            #expect(reached.allSatisfy { $0.rawValue.prefix(5) == rule.name.rawValue.prefix(5) })
        }
    }
}
