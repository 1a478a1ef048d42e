internal import ReplicationCore
package import StatusAPI

/// `ctl explain ALERT`: where the alert is active now and why, then what the catalogue says of it.
package enum AlertReport {
    /// Everything the document has on the alert `name`, as the catalogue writes it; ends in a newline.
    package static func render(_ document: StatusDocument, alert name: String, style: TerminalStyle) -> String {
        let alerts = document.alerts.filter { $0.name == name }
        let (active, over) = (alerts.filter { $0.state != "resolved" }, alerts.filter { $0.state == "resolved" })
        let sections = [
            style.heading("now, as of \(document.generatedAt.toTheSecond)") + text(active, name, style: style),
            unknowns(document, name, style: style),
            over.isEmpty ? "" : style.heading("ended lately") + over.map { ended($0, style: style) }.joined(),
            CatalogueEntry.render(name, style: style) ?? "",
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func text(
        _ active: [StatusDocument.AlertStatus], _ name: String, style: TerminalStyle
    ) -> String {
        guard !active.isEmpty else {
            let isWatchdog = name == AlertName.replmonWatchdog.rawValue
            return style.paragraph(isWatchdog ? "always active, never listed" : "active nowhere", indent: 2)
        }
        return active.map { AlertExplanation(of: $0, style: style, isInstance: true).text }.joined(separator: "\n")
    }

    private static func unknowns(_ document: StatusDocument, _ name: String, style: TerminalStyle) -> String {
        let unknowns = document.clusters.flatMap { cluster in
            cluster.unknowns.filter { $0.alert == name }.map { unknown in
                (
                    reason: unknown.reason,
                    about: [cluster.name, unknown.node, unknown.slot].compactMap(\.self).joined(separator: "/")
                )
            }
        }
        guard !unknowns.isEmpty else { return "" }
        return style.heading("not known")
            + unknowns.map { style.bullet("?", .notable, "\($0.about): \($0.reason)") }.joined()
    }

    private static func ended(_ alert: StatusDocument.AlertStatus, style: TerminalStyle) -> String {
        let subject = [alert.cluster, alert.node, alert.slot].compactMap(\.self).joined(separator: "/")
        let end = alert.resolvedAt.map { " to \($0.toTheSecond)" } ?? ""
        return style.bullet(
            Verdict.ok.glyph, .good,
            [subject, "\(alert.severity) from \(alert.activeAt.toTheSecond)\(end)", alert.summary]
                .filter { !$0.isEmpty }.joined(separator: "; "))
    }
}
