internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// One finding or alert: its summary and evidence, its meaning and the action to take.
struct AlertExplanation {
    var alert: String
    var severity: String
    var node: String?
    var slot: String?
    var summary: String
    var evidence: [String: String]
    /// The alerts that the finding has raised; of an alert without a finding, itself.
    var alerts: [StatusDocument.AlertStatus]
    var style: TerminalStyle
    /// Whether it is one of several of one alert: then it shows the cluster and the alert's past, and not the meaning.
    var isInstance = false

    init(of finding: StatusDocument.Finding, alerts: [StatusDocument.AlertStatus], style: TerminalStyle) {
        (alert, severity, node, slot) = (finding.alert, finding.severity, finding.node, finding.slot)
        (summary, evidence) = (finding.summary, finding.evidence)
        self.alerts = alerts.filter {
            $0.name == finding.alert && $0.node == finding.node && $0.slot == finding.slot
        }
        self.style = style
    }

    init(of alert: StatusDocument.AlertStatus, style: TerminalStyle, isInstance: Bool = false) {
        (self.alert, severity, node, slot) = (alert.name, alert.severity, alert.node, alert.slot)
        (summary, evidence, alerts) = (alert.summary, alert.evidence, [alert])
        self.style = style
        self.isInstance = isInstance
    }

    var text: String {
        let verdict = Verdict(word: severity)
        let cluster = isInstance ? alerts.first?.cluster : nil
        let subject = [alert, cluster, node, slot].compactMap(\.self).joined(separator: " ")
        return style.bullet("\(verdict.glyph) \(severity.printable)", TerminalStyle.Ink(verdict), subject)
            + (summary.isEmpty ? "" : style.paragraph(summary, indent: 4))
            + style.facts(evidence, indent: 6)
            + alerts.map(circumstances).joined()
            + (isInstance ? "" : meaning)
    }

    private var meaning: String {
        guard let row = AlertName(rawValue: alert).map(AlertCatalogue.row(for:)) else { return "" }
        return style.paragraph(row.meaning, indent: 4, mark: "means: ")
            + style.paragraph(row.action, indent: 4, mark: "do:    ")
    }

    private func circumstances(_ alert: StatusDocument.AlertStatus) -> String {
        let state = ["\(alert.state) since \(alert.activeAt)"] + alert.remarks
        return style.paragraph(state.joined(separator: "; "), indent: 4, mark: "alert: ")
            + (alert.ruleText.map { style.paragraph($0, indent: 4, mark: "rule:  ") } ?? "")
            + (isInstance ? past(of: alert) : "")
    }

    /// The last changes of what its condition said, the newest first.
    private func past(of alert: StatusDocument.AlertStatus) -> String {
        zip(alert.evaluations.reversed(), ["past:  "] + Array(repeating: "       ", count: alert.evaluations.count))
            .map { evaluation, mark in
                style.paragraph(
                    evaluation.text.isEmpty ? evaluation.outcome : "\(evaluation.outcome): \(evaluation.text)",
                    indent: 4, mark: mark + evaluation.at.toTheSecond + "  ")
            }.joined()
    }
}
