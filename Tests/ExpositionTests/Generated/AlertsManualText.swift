import Alerting
import ReplicationCore
import StatusAPI

/// `systemd/man/replmon-alerts.7`.
enum AlertsManualText {
    static let text: String =
        [
            head, section("POSTGRESQL", rows { $0.hasPrefix("Postgres") }),
            section("MONGODB", rows { $0.hasPrefix("Mongo") }),
            section("ANY CLUSTER, AND REPLMON ITSELF", rows { !$0.hasPrefix("Postgres") && !$0.hasPrefix("Mongo") }),
            messages, foot,
        ].joined()

    private static func rows(_ isIncluded: (String) -> Bool) -> [AlertRule] {
        AlertCatalogue.rows.filter { isIncluded($0.name.rawValue) }
    }

    private static let head =
        #"""
        .\" Made from the alert catalogue by "make docs".
        .TH REPLMON\-ALERTS 7 "" "replmon" "replmon"
        .SH NAME
        replmon\-alerts \- what each alert of replmon means and what to do about it
        .SH DESCRIPTION

        """# + paragraphs(description) + subsection("How to silence one") + paragraphs(silencing)

    private static let description = [
        "replmon judges every condition of this page at every poll. The answer is yes, no, or unknown; unknown neither "
            + "raises an alert nor ends one. A condition that holds makes its alert pending, and firing once it has held "
            + "for the time given below. A firing alert is sent once: to the journal and to every Alertmanager of the "
            + "configuration. It is sent again when its severity changes, a worse one once it has lasted for that time, "
            + "and when it is resolved.",
        "An alert with two limits is a warning at the first and critical at the second. One that fires is over only when "
            + "the value is clearly better: at 80 % of the limit, or at 125 % of it where less is worse. The limits and "
            + "times are the defaults: the keys `warning`, `critical`, `clear`, `for` and `keep_firing_for` below "
            + "`alerts:` in /etc/replmon/replmon.yml change them. `replmon ctl explain ALERT` shows those in force.",
        "A condition that comes and goes again and again is sent once, as flapping; its alert fires until that has "
            + "calmed down.",
        "An alert that another one explains is shown as suppressed, and sent only if it outlasts that one. "
            + "Which ones explain it is said below as \"Explained by\".",
        "Every entry in the journal has the MESSAGE_ID given below, by which it is found: `journalctl -x "
            + "MESSAGE_ID=...` prints all entries of one alert with this page's text. Further fields are REPLMON_ALERT, "
            + "REPLMON_CLUSTER, REPLMON_NODE, REPLMON_SLOT, REPLMON_UPSTREAM, REPLMON_SEVERITY, REPLMON_STATE and, as "
            + "JSON, REPLMON_EVIDENCE.",
    ]

    private static let silencing = [
        "`replmon ctl silence add --cluster orders --node db-b --for 2h --reason \"new disk\"` silences the "
            + "alerts of planned work; they are shown all the same, and the silence ends by itself. `replmon ctl ack ALERT` says that somebody "
            + "takes care of an alert that fires: it is sent again only when it becomes worse or ends. An "
            + "Alertmanager that knows it goes on reminding (its repeat_interval): silence it there."
    ]

    private static let foot =
        #"""
        .SH SEE ALSO
        .BR replmon (1),
        .BR journalctl (1),
        .BR systemctl (1)

        """#

    private static func section(_ title: String, _ rules: [AlertRule]) -> String {
        ".SH \"\(title)\"\n" + rules.map(entry(for:)).joined()
    }

    private static func subsection(_ title: String) -> String {
        ".SS \"\(Roff.escaped(title))\"\n"
    }

    private static func paragraphs(_ texts: [String]) -> String {
        texts.map { Roff.text($0) + "\n" }.joined(separator: ".PP\n")
    }

    private static func entry(for rule: AlertRule) -> String {
        subsection(rule.name.rawValue)
            + paragraphs([facts(of: rule), rule.meaning, "Action: " + rule.action, "MESSAGE_ID " + rule.messageID])
    }

    private static func facts(of rule: AlertRule) -> String {
        let name = rule.severityText
        var facts = [name.prefix(1).uppercased() + name.dropFirst() + "."]
        facts.append(rule.for > .zero ? "Fires after \(text(rule.for))." : "Fires at once.")
        if rule.keepFiringFor > .zero { facts.append("Ends after \(text(rule.keepFiringFor)) without it.") }
        if !rule.inhibitedBy.isEmpty {
            facts.append("Explained by " + rule.inhibitedBy.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return facts.joined(separator: " ")
    }

    private static func text(_ duration: Duration) -> String {
        HumanText.round(seconds: duration.seconds)
    }

    private static let messages =
        ".SH \"OTHER JOURNAL ENTRIES\"\n"
        + MessageID.allCases.map { message in
            subsection(message.rawValue.split(separator: "_").joined(separator: " "))
                + paragraphs([message.meaning, "Action: " + plain(message.action), "MESSAGE_ID " + message.id])
        }.joined()

    /// Without the marks of fields, which have a value only in an entry.
    private static func plain(_ text: String) -> String {
        text.split(separator: "@").joined()
    }
}
