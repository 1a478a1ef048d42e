import Alerting
import ReplicationCore

/// The labels of an alert, which are its identity and never contain a value, and its annotations.
extension NotificationLedger {
    /// The longest annotation, in characters.
    static let longestAnnotation = 4_000

    /// Alerts about clusters have the same labels from every observer, so that two observers' reports are one alert for
    /// an Alertmanager. An alert about replmon itself names its observer.
    func labels(of identity: AlertIdentity, severity: String) -> Labels {
        var labels = identity.labels(severity: severity)
        if identity.cluster == nil { labels["observer"] = settings.observer }
        return labels
    }

    /// The labels of the watchdog, which is always firing, without a severity: a route of its own makes it a heartbeat.
    var watchdogLabels: Labels {
        labels(of: AlertIdentity(name: .replmonWatchdog, cluster: nil), severity: "none")
    }

    /// The annotations of an alert, or with `nil` those of the watchdog.
    func annotations(of alert: Alert?) -> [String: String] {
        let row = AlertCatalogue.row(for: alert?.identity.name ?? .replmonWatchdog)
        var annotations = [
            "summary": alert?.summary ?? "replmon on \(settings.observer) is running and can send alerts",
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
