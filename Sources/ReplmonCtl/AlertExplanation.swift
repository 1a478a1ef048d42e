internal import Alerting
internal import Exposition
internal import Replication

/// What one finding or alert says, why, what it means and what to do about it.
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

    init(of finding: StatusDocument.Finding, alerts: [StatusDocument.AlertStatus], style: TerminalStyle) {
        (alert, severity, node, slot) = (finding.alert, finding.severity, finding.node, finding.slot)
        (summary, evidence) = (finding.summary, finding.evidence)
        self.alerts = alerts.filter {
            $0.name == finding.alert && $0.node == finding.node && $0.slot == finding.slot
        }
        self.style = style
    }

    init(of alert: StatusDocument.AlertStatus, style: TerminalStyle) {
        (self.alert, severity, node, slot) = (alert.name, alert.severity, alert.node, alert.slot)
        (summary, evidence, alerts) = (alert.summary, alert.evidence, [alert])
        self.style = style
    }

    var text: String {
        let verdict = Verdict(word: severity)
        let subject = [alert, node, slot].compactMap(\.self).joined(separator: " ")
        let row = AlertName(rawValue: alert).map(AlertCatalogue.row(for:))
        return style.bullet("\(verdict.glyph) \(severity.printable)", TerminalStyle.Ink(verdict), subject)
            + (summary.isEmpty ? "" : style.paragraph(summary, indent: 4))
            + style.facts(evidence, indent: 6)
            + alerts.map { style.paragraph(Self.state(of: $0), indent: 4, mark: "alert: ") }.joined()
            + (row.map { style.paragraph($0.meaning, indent: 4, mark: "means: ") } ?? "")
            + (row.map { style.paragraph($0.action, indent: 4, mark: "do:    ") } ?? "")
    }

    private static func state(of alert: StatusDocument.AlertStatus) -> String {
        (["\(alert.state) since \(alert.activeAt)"] + alert.remarks).joined(separator: "; ")
    }
}
