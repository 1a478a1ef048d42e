public import Exposition
internal import Replication

/// `ctl alerts`: each active alert with what it means here and what to do about it.
public enum AlertsTable {
    /// All alerts of the document in its order, firing ones first; ends in a newline.
    public static func render(_ document: AlertsDocument, style: TerminalStyle) -> String {
        guard !document.data.alerts.isEmpty else { return "no alert is active\n" }
        return document.data.alerts.map { render($0, style: style) }.joined(separator: "\n")
    }

    private static func render(_ alert: AlertsDocument.Entry, style: TerminalStyle) -> String {
        let severity = alert.labels["severity"] ?? Verdict.unknown.rawValue
        let verdict = Verdict(word: severity)
        let subject = [alert.labels["cluster"], alert.labels["node"], alert.labels["slot"]].compactMap(\.self).joined(
            separator: " ")
        let words = [alert.state, alert.labels["alertname"] ?? "?", subject, "since \(alert.activeAt)"]
        var text = style.bullet(
            "\(verdict.glyph) \(severity.printable)", TerminalStyle.Ink(verdict),
            words.filter { !$0.isEmpty }.joined(separator: " "))
        for (mark, name) in [("  what:", "summary"), ("  do:  ", "action")] {
            if let annotation = alert.annotations[name] { text += style.bullet(mark, .faint, annotation) }
        }
        return text
    }
}
