import Alerting
import Exposition
import Foundation
import ReplicationCore
import Testing

/// The rules for Prometheus, read and run by its own promtool.
@Suite struct PrometheusRulesTests {
    private static let rules = GeneratedFile(path: "config/prometheus/replmon.rules.yml").url.path
    private static let cases = GeneratedFile(path: "config/prometheus/replmon.rules.test.yml").url.path

    @Test(.enabled(if: Promtool.isThere))
    func promtoolAcceptsTheRules() throws {
        let (status, output) = try Promtool.run(["check", "rules", "--lint-fatal", Self.rules])
        #expect(status == 0, "\(output)")
        #expect(output.contains("SUCCESS: \(AlertCatalogue.rows.count + 6) rules found"), "\(output)")
    }

    @Test(.enabled(if: Promtool.isThere))
    func eachRuleFiresOnItsFaultAndNotOnItsLookAlike() throws {
        let (status, output) = try Promtool.run(["test", "rules", Self.cases])
        #expect(status == 0, "\(output)")
    }

    /// The watchdog is not among them: replmon never counts it as an alert of its own.
    private static let counted = AlertCatalogue.rows.filter { $0.name != .replmonWatchdog }

    @Test("every alert of the catalogue is handed on while it fires, and only then", .enabled(if: Promtool.isThere))
    func everyAlertIsHandedOn() throws {
        let (status, output) = try Self.test(state: "firing", expected: Self.counted)
        #expect(status == 0, "\(output)")
        for state in ["pending", "suppressed"] {
            let (status, output) = try Self.test(state: state, expected: [])
            #expect(status == 0, "\(output)")
            #expect(try Self.test(state: state, expected: Self.counted).status != 0)
        }
    }

    @Test func rulesAskOnlyForMetricsThatThereAre() throws {
        let text = try String(contentsOfFile: Self.rules, encoding: .utf8)
        let expressions = text.split(separator: "\n").filter { !$0.contains("#") }.joined(separator: "\n")
        let names = Set(expressions.matches(of: /\b(?:replmon|process)_[a-z_]+/).map { String($0.output) })
            .subtracting(["replmon_alert"])
        let known = MetricCatalogue.rows.flatMap { metric in
            metric.type == .histogram ? ["_count", "_sum", "_bucket"].map { metric.name + $0 } : [metric.name]
        }
        #expect(names.count >= 5)
        for name in names { #expect(known.contains(name), "\(name)") }
        for metric in MetricCatalogue.rows where metric.name == "replmon_alerts" {
            #expect(Set(metric.labels).isSuperset(of: ["alertname", "severity", "state", "cluster", "node"]))
        }
    }

    @Test func ownRulesHaveNamesOfTheirOwn() throws {
        let text = try String(contentsOfFile: Self.rules, encoding: .utf8)
        let names = text.matches(of: /- alert: ([A-Za-z]+)/).map { String($0.1) }
        #expect(Set(names).count == names.count)
        #expect(Set(names).isSuperset(of: AlertCatalogue.rows.map(\.name.rawValue)))
    }

    /// Runs the rules on all alerts in `state`: `expected` are those that Prometheus has to raise, beside the watchdog.
    private static func test(state: String, expected: [AlertRule]) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "replmon-rules-\(UUID().uuidString).yml")
        defer { try? FileManager.default.removeItem(at: file) }
        let series = counted.map { rule in
            """
                  - series: >-
                      replmon_alerts{instance="a", alertname="\(rule.name.rawValue)", severity="critical",
                      state="\(state)", \(rule.isAboutReplmon ? "" : "cluster=\"orders\", ")node="db-a"}
                    values: 1x10
            """
        }
        let samples = expected.map { rule in
            let place = rule.isAboutReplmon ? "instance=\"a\"" : "cluster=\"orders\""
            return """
                          - labels: >-
                              ALERTS{alertname="\(rule.name.rawValue)", alertstate="firing", severity="critical",
                              \(place), node="db-a"}
                            value: 1
                """
        }
        let text = """
            rule_files: ["\(rules)"]
            tests:
              - interval: 1m
                input_series:
                  - {series: 'replmon_build_info{instance="a"}', values: 1x10}
            \(series.joined(separator: "\n"))
                promql_expr_test:
                  - eval_time: 5m
                    expr: ALERTS
                    exp_samples:
                      - labels: 'ALERTS{alertname="ReplmonWatchdog", alertstate="firing", severity="none", instance="a"}'
                        value: 1
            \(samples.joined(separator: "\n"))

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try Promtool.run(["test", "rules", file.path])
    }
}
