internal import ReplicationCore
package import StatusAPI

/// `ctl status`: for each cluster its verdict, a line per node, and what is wrong or not known. Made to be pasted
/// anywhere: aligned with blanks, 80 columns, no colour off a terminal.
package enum StatusTable {
    /// All clusters of the document, or the one named; ends in a newline.
    package static func render(_ document: StatusDocument, cluster: String? = nil, style: TerminalStyle) -> String {
        let shown = document.clusters.filter { cluster == nil || $0.name == cluster }
        if shown.isEmpty { return nothing(document, cluster: cluster) }
        var parts = shown.map { render($0, alerts: document.activeAlerts(of: $0.name), style: style) }
        let own = cluster == nil ? document.activeAlerts(of: nil) : []
        if !own.isEmpty {
            parts.append("replmon itself\n" + own.map { what($0, style: style) + line($0, style: style) }.joined())
        }
        return parts.joined(separator: "\n")
    }

    private static func nothing(_ document: StatusDocument, cluster: String?) -> String {
        guard let cluster, !document.clusters.isEmpty else { return "no cluster is configured\n" }
        let names = document.clusters.map(\.name.printable).joined(separator: ", ")
        return "no cluster is named \(cluster.printable); there are: \(names)\n"
    }

    private static func render(
        _ cluster: StatusDocument.Cluster, alerts: [StatusDocument.AlertStatus], style: TerminalStyle
    ) -> String {
        let rows = cluster.nodes.map { NodeRow($0, in: cluster) }
        let columns = NodeColumns(rows, fitting: style.width)
        var text = header(cluster, width: min(style.width, max(80, columns.total)), style: style)
        text += style.paint(columns.line(\.title) { $1 }, .faint) + "\n"
        for row in rows {
            text += columns.line({ row[$0] }) { style.paint($1, ink(row, $0)) } + "\n"
        }
        for finding in cluster.findings {
            let severity = Verdict(word: finding.severity)
            text += style.bullet(
                "\(severity.glyph) \(finding.severity.printable)", TerminalStyle.Ink(severity),
                "\(finding.alert): \(finding.summary)")
        }
        for (reason, open) in cluster.unknownsInShort {
            text += style.bullet("? not known:", .notable, "\(reason) (\(open.joined(separator: ", ")))")
        }
        return text + alerts.map { line($0, style: style) }.joined()
    }

    private static func ink(_ row: NodeRow, _ column: NodeRow.Column) -> TerminalStyle.Ink? {
        switch column {
        case .state: TerminalStyle.Ink(row.concern)
        default: row[column] == "?" ? .notable : nil
        }
    }

    /// Verdict, as much of the summary as there is room for, and at the right edge the age of the data.
    private static func header(_ cluster: StatusDocument.Cluster, width: Int, style: TerminalStyle) -> String {
        let verdict = Verdict(word: cluster.verdict)
        let ink = TerminalStyle.Ink(verdict)
        let kind = "  \(cluster.kind.printable)  "
        let word = cluster.verdict.printable.uppercased()
        let age = "  " + (cluster.dataAgeSeconds.map { HumanText.age(seconds: $0) + " ago" } ?? "no answer yet")
        let free = width - 2 - kind.count - word.count - age.count
        let name = cluster.name.printable.shortened(to: min(32, max(3, free)))
        let room = free - name.count - 2
        let summary = room < 10 ? "" : "  " + cluster.summary.oneLine.cut(to: room)
        let blanks = String(repeating: " ", count: max(0, free - name.count - summary.count))
        return style.paint(verdict.glyph, ink) + " " + style.paint(name, .bold) + kind + style.paint(word, ink)
            + summary + blanks + style.paint(age, .faint) + "\n"
    }

    /// The line of an alert that is no finding of a cluster.
    private static func what(_ alert: StatusDocument.AlertStatus, style: TerminalStyle) -> String {
        if alert.summary.isEmpty { return "" }
        let severity = Verdict(word: alert.severity)
        return style.bullet(
            "\(severity.glyph) \(alert.severity.printable)", TerminalStyle.Ink(severity),
            "\(alert.name): \(alert.summary)")
    }

    private static func line(_ alert: StatusDocument.AlertStatus, style: TerminalStyle) -> String {
        let subject = [alert.name, alert.node, alert.slot].compactMap(\.self).joined(separator: " ")
        let remarks = ["\(subject) since \(alert.activeAt)"] + alert.remarks
        return style.bullet(
            "alert \(alert.state.printable):", TerminalStyle.Ink(Verdict(word: alert.severity)),
            "\(alert.severity) \(remarks.joined(separator: "; "))")
    }
}
