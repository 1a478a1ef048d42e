package import StatusAPI

/// `ctl events`: what happened, a line each, the newest last.
package enum EventsTable {
    /// All events of the document; `limit` is how many were asked for. Ends in a newline.
    package static func render(_ document: EventsDocument, limit: Int, style: TerminalStyle) -> String {
        guard !document.events.isEmpty else { return "nothing is known to have happened\n" }
        let more =
            document.events.count < limit
            ? "" : style.paragraph("only the newest \(limit); --limit shows more", indent: 2, ink: .faint)
        return more + document.events.map { line($0, style: style) }.joined()
    }

    private static func line(_ event: EventsDocument.Entry, style: TerminalStyle) -> String {
        let place = [event.cluster, event.node].compactMap(\.self).joined(separator: "/")
        let what = [event.kind, place].filter { !$0.isEmpty }.joined(separator: " ")
        return style.paragraph(
            "\(what): \(event.summary)", indent: 2, mark: event.at.toTheSecond + "  ", ink: ink(event.kind))
    }

    private static func ink(_ kind: String) -> TerminalStyle.Ink? {
        switch kind {
        case "alert_firing", "rollback", "slot_lost": .bad
        case "reload_refused", "alert_changed", "failover", "election", "role_changed": .notable
        case "alert_resolved": .good
        default: nil
        }
    }
}
