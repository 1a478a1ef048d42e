import Alerting
import Exposition
import ReplicationCore
import StatusAPI
import Testing

/// The README's tables are made from the catalogues. `make docs` writes them; here they are only compared.
@Suite(.serialized) struct ReadmeTests {
    @Test(arguments: [("metrics", metricsTable()), ("alerts", alertsTable())])
    func tableIsThatOfTheCatalogue(name: String, table: String) throws {
        try GeneratedFile(path: "README.md")
            .expect(table, between: "<!-- \(name): generated -->", and: "<!-- \(name): end -->")
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
