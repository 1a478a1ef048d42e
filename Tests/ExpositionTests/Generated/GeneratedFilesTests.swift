import Alerting
import Foundation
import ReplicationCore
import Testing

/// The files that are made from the alert catalogue. `make docs` writes them; here they are only compared.
@Suite struct GeneratedFilesTests {
    @Test func messageCatalogIsThatOfTheAlertCatalogue() throws {
        try GeneratedFile(path: "config/replmon.catalog").expect(MessageCatalogText.text)
    }

    @Test func manualPageIsThatOfTheAlertCatalogue() throws {
        try GeneratedFile(path: "systemd/man/replmon-alerts.7").expect(AlertsManualText.text)
    }

    @Test func prometheusRulesAreThoseOfTheAlertCatalogue() throws {
        try GeneratedFile(path: "config/prometheus/replmon.rules.yml")
            .expect(
                PrometheusRulesText.text, between: "      # alerts: generated", and: "      # alerts: end")
    }

    /// In a catalog a line that begins with `#` or `;` is a comment, and one with `--` and an id another entry.
    @Test func noLineOfAMessageIsTakenForSomethingElse() {
        for line in MessageCatalogText.text.split(separator: "\n").drop(while: { $0.hasPrefix("#") }) {
            #expect(!line.hasPrefix("#") && !line.hasPrefix(";"), "\(line)")
            #expect(!line.hasPrefix("-- ") || line.dropFirst(3).allSatisfy(\.isHexDigit), "\(line)")
        }
    }

    /// An entry without the field would be shown with the field's bare name.
    @Test func messagesNameOnlyFieldsThatEachEntryHas() {
        let ofEveryAlert = ["REPLMON_ALERT", "REPLMON_SEVERITY", "REPLMON_STATE"]
        var fields: [String: [String]] = [:]
        for message in MessageID.allCases { fields[message.id] = message.fields }
        for rule in AlertCatalogue.rows {
            fields[rule.messageID] = ofEveryAlert + (rule.isAboutReplmon ? [] : ["REPLMON_CLUSTER"])
        }
        for entry in ("\n" + MessageCatalogText.text).components(separatedBy: "\n-- ").dropFirst() {
            let known = fields[String(entry.prefix(32))]
            #expect(known != nil)
            for match in entry.matches(of: /@([^@]*)@/) {
                #expect(known?.contains(String(match.1)) == true, "\(entry)")
            }
            #expect(entry.count { $0 == "@" }.isMultiple(of: 2))
        }
    }

    @Test(arguments: [
        ("run `a-b`, don't", "run \\fBa\\-b\\fR, don\\(aqt"), (".TH x", "\\&.TH x"), ("'x", "\\(aqx"),
        (#"a\fBb"#, #"a\(rsfBb"#), ("é ≥ 1", "\\[u00E9] \\(>= 1"),
    ])
    func textOfAManualPagePrintsAsItIs(text: String, roff: String) {
        #expect(Roff.text(text) == roff)
    }

    @Test func wordsAreWrapped() {
        #expect("one two  three".wrapped(to: 7) == ["one two", "three"])
        #expect("a verylongword b".wrapped(to: 4) == ["a", "verylongword", "b"])
        #expect("".wrapped(to: 4) == [])
        #expect("run `a b` and `a long one`".wrapped(to: 8) == ["run", "`a b`", "and `a", "long", "one`"])
    }
}
