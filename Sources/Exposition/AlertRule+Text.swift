public import Alerting
internal import Replication

extension AlertRule {
    /// The severity, or with thresholds those of each: `critical`, `warning ≥ 10 s, critical ≥ 1 min`.
    public var severityText: String {
        guard let thresholds else { return severity.rawValue }
        let sign =
            switch thresholds.direction {
            case .upwards: "≥"
            case .downwards: "≤"
            }
        return [("warning", thresholds.warning), ("critical", thresholds.critical)].map { severity, limit in
            "\(severity) \(sign) \(HumanText.round(seconds: limit.seconds))"
        }.joined(separator: ", ")
    }
}
