import Alerting
import ReplicationCore

/// `config/replmon.catalog`: what `journalctl -x` says about each of replmon's entries
/// (<https://systemd.io/CATALOG/>).
///
/// It names only fields that every entry of the kind has: journalctl shows a missing field, or one beyond 256 bytes, as
/// its bare name.
enum MessageCatalogText {
    /// Longest line of a text, as in systemd's own catalog.
    private static let width = 76

    static let text: String =
        ([header] + AlertCatalogue.rows.map(entry(for:)) + MessageID.allCases.map(entry(for:)))
        .joined(separator: "\n")

    private static let header = """
        # What "journalctl -x" says about the entries of replmon. Made from the alert catalogue by "make docs".
        # It takes effect when it is in /usr/local/lib/systemd/catalog (or /usr/lib/systemd/catalog) and
        # "journalctl --update-catalog" was run.

        """

    private static func entry(for rule: AlertRule) -> String {
        let name = rule.name.rawValue
        let place = rule.isAboutReplmon ? "" : " in cluster @REPLMON_CLUSTER@"
        return entry(
            rule.messageID, subject: "\(name) is @REPLMON_STATE@ (@REPLMON_SEVERITY@)\(place)",
            [
                rule.meaning, "Action: " + rule.action,
                "The evidence is in the field REPLMON_EVIDENCE of this entry (`journalctl -o verbose`); "
                    + "`replmon ctl explain \(name)` shows how things stand now.",
            ])
    }

    private static func entry(for message: MessageID) -> String {
        entry(message.id, subject: message.subject, [message.meaning, "Action: " + message.action])
    }

    private static func entry(_ id: String, subject: String, _ paragraphs: [String]) -> String {
        let head = """
            -- \(id)
            Subject: \(subject)
            Defined-By: replmon
            Documentation: man:replmon-alerts(7)

            """
        let body = paragraphs.map { paragraph in
            paragraph.wrapped(to: width).map { $0 + "\n" }.joined()
        }
        return ([head] + body).joined(separator: "\n")
    }
}
