import Alerting
import Exposition
import Foundation
import Replication
import Testing

/// The README's tables are made from the catalogues. `make docs` writes them; here they are only compared.
@Suite(.serialized) struct ReadmeTests {
    private static let readme = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../README.md").standardizedFileURL

    @Test(arguments: [("metrics", metricsTable()), ("alerts", alertsTable())])
    func tableIsThatOfTheCatalogue(name: String, table: String) throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        let (start, end) = ("<!-- \(name): generated -->\n", "<!-- \(name): end -->")
        let opening = try #require(text.range(of: start))
        let closing = try #require(text.range(of: end, range: opening.upperBound..<text.endIndex))
        let place = opening.upperBound..<closing.lowerBound
        if ProcessInfo.processInfo.environment["REPLMON_UPDATE_README"] != nil {
            try text.replacingCharacters(in: place, with: table).write(
                to: Self.readme, atomically: true, encoding: .utf8)
        } else {
            #expect(text[place] == table, "run `make docs`")
        }
    }

    private static func metricsTable() -> String {
        table(
            ["metric", "type", "labels", "what it is"],
            MetricCatalogue.rows.map { metric in
                [
                    "`\(metric.name)`", metric.type.rawValue, metric.labels.map { "`\($0)`" }.joined(separator: " "),
                    metric.help,
                ]
            })
    }

    private static func alertsTable() -> String {
        table(
            ["alert", "severity", "for", "what it means", "what to do"],
            AlertCatalogue.rows.map { rule in
                [
                    "`\(rule.name.rawValue)`", rule.severityText, HumanText.round(seconds: rule.for.seconds),
                    rule.meaning,
                    rule.action,
                ]
            })
    }

    private static func table(_ header: [String], _ rows: [[String]]) -> String {
        ([header, header.map { _ in "---" }] + rows)
            .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
