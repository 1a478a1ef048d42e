internal import ReplicationCore
package import StatusAPI

/// `ctl alerts`: each alert with what it means here and what to do about it.
package enum AlertsTable {
    /// All alerts of the document in its order, firing ones first, those that are over last; ends in a newline.
    package static func render(_ document: AlertsDocument, style: TerminalStyle) -> String {
        guard !document.data.alerts.isEmpty else { return "no alert is active\n" }
        return document.data.alerts.map { alert in
            alert.state == "resolved" ? over(alert, style: style) : active(alert, style: style)
        }.joined(separator: "\n")
    }

    private static func active(_ alert: AlertsDocument.Entry, style: TerminalStyle) -> String {
        let severity = alert.labels["severity"] ?? Verdict.unknown.rawValue
        let verdict = Verdict(word: severity)
        let words = [alert.state, subject(of: alert), "since \(alert.activeAt)"]
        return style.bullet(
            "\(verdict.glyph) \(severity.printable)", TerminalStyle.Ink(verdict), words.joined(separator: " "))
            + line("  what:", alert.annotations["summary"], style: style)
            + line("  note:", notes(on: alert), style: style)
            + line("  do:  ", alert.annotations["action"], style: style)
    }

    private static func over(_ alert: AlertsDocument.Entry, style: TerminalStyle) -> String {
        let end = alert.annotations["resolved_at"].map { " to \($0)" } ?? ""
        return style.bullet("\(Verdict.ok.glyph) resolved", .good, "\(subject(of: alert)) from \(alert.activeAt)\(end)")
            + line("  what:", alert.annotations["summary"], style: style)
    }

    private static func subject(of alert: AlertsDocument.Entry) -> String {
        (["alertname", "cluster", "node", "slot"].compactMap { alert.labels[$0] }).joined(separator: " ")
    }

    private static func line(_ mark: String, _ text: String?, style: TerminalStyle) -> String {
        text.map { style.bullet(mark, .faint, $0) } ?? ""
    }

    private static func notes(on alert: AlertsDocument.Entry) -> String? {
        let said = alert.annotations
        let comment = said["acknowledged_comment"].map { " (\($0))" } ?? ""
        let notes = [
            said["inhibited_by"].map { "explained by \($0)" },
            said["silenced_by"].map { "silenced by \($0)" },
            said["acknowledged_by"].map { "acknowledged by \($0)\(comment)" },
            said["flapping"].map { _ in "comes and goes" },
            said["stale_reason"].map { "cannot be judged now: \($0)" },
        ].compactMap(\.self)
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}
