internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// `ctl explain ALERT`: the alert's row of the catalogue. Needs no daemon.
package enum CatalogueEntry {
    /// The row of the alert of this name, in whatever case; `nil` when there is none. Ends in a newline.
    package static func render(_ name: String, style: TerminalStyle) -> String? {
        row(name).map { render($0, style: style) }
    }

    /// The name of an alert as the catalogue writes it, from the same in whatever case; `nil` when there is none.
    package static func name(_ name: String) -> String? {
        row(name)?.name.rawValue
    }

    /// The names of all alerts, in the catalogue's order.
    package static let names = AlertName.allCases.map(\.rawValue)

    private static func row(_ name: String) -> AlertRule? {
        let wanted = name.lowercased()
        return AlertCatalogue.rows.first { $0.name.rawValue.lowercased() == wanted }
    }

    private static func render(_ row: AlertRule, style: TerminalStyle) -> String {
        let muted = row.inhibitedBy.map(\.rawValue).joined(separator: ", ")
        var lines = [
            ("severity", row.severityText),
            ("for", HumanText.round(seconds: row.for.seconds)),
            ("keeps firing for", HumanText.round(seconds: row.keepFiringFor.seconds)),
            ("ends", "only once somebody has acknowledged it: replmon ctl ack \(row.name.rawValue)"),
            ("means", row.meaning), ("do", row.action),
            ("explained by", muted.isEmpty ? "no other alert" : muted),
            ("MESSAGE_ID", row.messageID),
        ]
        if !row.isLatched { lines.removeAll { $0.0 == "ends" } }
        if row.keepFiringFor == .zero { lines.removeAll { $0.0 == "keeps firing for" } }
        return style.paint(row.name.rawValue, .bold) + "\n"
            + lines.map { label, text in
                style.paragraph(text, indent: 2, mark: (label + ":").padded(to: 18))
            }.joined()
            + style.paragraph(
                "These are the defaults; alerts: in replmon.yml changes times and thresholds for a cluster.", indent: 2,
                ink: .faint)
    }
}
