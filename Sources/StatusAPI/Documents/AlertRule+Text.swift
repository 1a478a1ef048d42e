package import Alerting
internal import ReplicationCore

extension AlertRule {
    /// The severity, or with thresholds those of each: `critical`, `warning ≥ 10 s, critical ≥ 1 min`.
    package var severityText: String {
        guard let thresholds else { return severity.rawValue }
        return thresholds.direction.text(
            warning: thresholds.warning.seconds, critical: thresholds.critical.seconds)
    }
}

extension AlertRule.Thresholds.Direction {
    fileprivate func text(warning: Double, critical: Double) -> String {
        let sign =
            switch self {
            case .upwards: "≥"
            case .downwards: "≤"
            }
        return [("warning", warning), ("critical", critical)].map { severity, limit in
            "\(severity) \(sign) \(HumanText.round(seconds: limit))"
        }.joined(separator: ", ")
    }
}

extension StatusDocument.AlertStatus {
    /// The rule it is judged by: `warning ≥ 10 s, critical ≥ 1 min; over at 8 s; fires after 30 s`; `nil` where the document
    /// has none.
    package var ruleText: String? {
        guard let forSeconds else { return nil }
        let keep = keepFiringForSeconds.flatMap { seconds in
            seconds > 0 ? "ends after \(HumanText.round(seconds: seconds)) without it" : nil
        }
        let fires = forSeconds > 0 ? "fires after \(HumanText.round(seconds: forSeconds))" : "fires at once"
        let clears = clearSeconds.map { "over at \(HumanText.round(seconds: $0))" }
        return [thresholdsText, clears, fires, keep].compactMap(\.self).joined(separator: "; ")
    }

    private var thresholdsText: String? {
        let direction = AlertName(rawValue: name).flatMap { AlertCatalogue.row(for: $0).thresholds?.direction }
        guard let warningSeconds, let criticalSeconds else { return nil }
        return (direction ?? .upwards).text(warning: warningSeconds, critical: criticalSeconds)
    }
}
