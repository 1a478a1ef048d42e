import Alerting
import ReplicationCore

/// What is said of an alert: its labels, which are its identity and never hold a value, and its annotations.
extension NotificationLedger {
    /// No annotation is longer than this many characters.
    static let longestAnnotation = 4_000

    /// Alerts about clusters have the same labels whoever tells them, so that Alertmanagers take two observers' word
    /// for one alert. What is about replmon itself names the observer.
    func labels(of identity: AlertIdentity, severity: String) -> Labels {
        var labels = identity.labels(severity: severity)
        if identity.cluster == nil { labels["observer"] = settings.observer }
        return labels
    }

    /// Always firing, of no severity: a route of its own makes a heartbeat of it.
    var watchdogLabels: Labels {
        labels(of: AlertIdentity(name: .replmonWatchdog, cluster: nil), severity: "none")
    }

    /// `nil` is the watchdog.
    func annotations(of alert: Alert?) -> [String: String] {
        let row = AlertCatalogue.row(for: alert?.identity.name ?? .replmonWatchdog)
        var annotations = [
            "summary": alert?.summary ?? "replmon on \(settings.observer) watches and can tell",
            "description": row.meaning, "action": row.action, "observer": settings.observer,
        ]
        if let alert {
            let evidence = alert.evidence.map { "\($0.key): \($0.value)" }
            annotations["evidence"] = evidence.isEmpty ? nil : evidence.joined(separator: "\n")
            annotations["flapping"] = alert.isFlapping ? "true" : nil
            annotations["acknowledged_by"] = alert.acknowledgement?.author
            annotations["stale_reason"] = alert.staleReason
        }
        return annotations.mapValues(Self.clipped)
    }

    private static func clipped(_ text: String) -> String {
        text.count > longestAnnotation ? text.prefix(longestAnnotation) + "…" : text
    }
}
