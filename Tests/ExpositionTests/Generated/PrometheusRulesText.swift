import Alerting
import ReplicationCore

/// The generated part of `config/prometheus/replmon.rules.yml`: a rule for each alert of the catalogue, which hands on
/// what replmon says under the alert's own name, and one for alerts that the file does not know.
///
/// Two replmons that watch one cluster give one alert: the labels of the scrape (instance, job) go, except for alerts
/// about replmon itself.
enum PrometheusRulesText {
    /// Longest line of an annotation's text.
    private static let width = 104

    static let text: String = AlertCatalogue.rows.map(rule(for:)).joined(separator: "\n") + "\n" + unlisted

    private static func rule(for rule: AlertRule) -> String {
        let name = rule.name.rawValue
        let labels = rule.isAboutReplmon ? "instance, node, severity" : "cluster, node, severity"
        let subject = rule.isAboutReplmon ? ownPlace : place
        let isWatchdog = rule.name == .replmonWatchdog
        let series = "max by (\(labels)) (replmon_alerts{alertname=\"\(name)\", state=\"firing\"})"
        return """
                  - alert: \(name)
                    expr: \(isWatchdog ? whileItRuns : series)
            \(isWatchdog ? severityNone : "")        annotations:
            \(annotation("summary", "\(name) \(subject)"))
            \(annotation("description", rule.meaning))
            \(annotation("action", rule.action))

            """
    }

    private static let place = "in {{ $labels.cluster }}{{ with $labels.node }}, node {{ . }}{{ end }}"
    private static let ownPlace = "at {{ $labels.instance }}{{ with $labels.node }}, {{ . }}{{ end }}"

    /// replmon sends the watchdog without counting it among its alerts: here it fires as long as replmon is scraped.
    private static let whileItRuns = "max by (instance) (replmon_build_info)"

    /// It always fires: no severity that a route takes for trouble.
    private static let severityNone = """
                labels:
                  severity: none

        """

    private static let unlisted = """
              - alert: ReplmonAlertUnlisted
                expr: |
                  max by (cluster, node, severity, replmon_alert) (
                    label_replace(
                      replmon_alerts{
                        state="firing",
        \(AlertCatalogue.rows.map { "                alertname!=\"\($0.name.rawValue)\"," }.joined(separator: "\n"))
                      },
                      "replmon_alert", "$1", "alertname", "(.+)"
                    )
                  )
                annotations:
        \(annotation("summary", "{{ $labels.replmon_alert }} \(place)"))
        \(annotation("description", unlistedMeaning))
        \(annotation("action", unlistedAction))

        """

    private static let unlistedMeaning =
        "An alert that these rules do not know: replmon is newer than they are."
    private static let unlistedAction =
        "`replmon ctl explain {{ $labels.replmon_alert }}` says what it means. Take the rules file of the release that runs."

    /// A folded block: no character of the text needs an escape in it.
    private static func annotation(_ name: String, _ text: String) -> String {
        (["          \(name): >-"] + text.wrapped(to: width).map { "            " + $0 }).joined(separator: "\n")
    }
}
