internal import Alerting
internal import ReplicationCore

extension AlertTransition {
    /// The line of the journal: `PostgresNodeDown orders/db-a firing (critical): db-a does not answer`.
    var message: String {
        let subject = [alert.identity.cluster, alert.identity.subject.node, alert.identity.subject.slot].compactMap(
            \.self
        ).joined(separator: "/")
        let name = alert.identity.name.rawValue + (subject.isEmpty ? "" : " \(subject)")
        switch kind {
        case .firing:
            let manner = alert.isFlapping ? ", comes and goes" : ""
            return "\(name) firing (\(alert.severity.rawValue)\(manner)): \(alert.summary)"
        case .severityChanged: return "\(name) is now \(alert.severity.rawValue): \(alert.summary)"
        case .flapping: return "\(name) comes and goes; no further message until it is stable: \(alert.summary)"
        case .settled: return "\(name) no longer comes and goes, it fires: \(alert.summary)"
        case .resolved: return "\(name) resolved" + (alert.lifetime.map { " after \($0)" } ?? "")
        }
    }
}

extension Alert {
    /// How long it fired: `1h 2m 3s`; `nil` while that is not known.
    fileprivate var lifetime: String? {
        guard let firedAt, let resolvedAt else { return nil }
        let seconds = max(0, resolvedAt.since(firedAt).components.seconds)
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        return parts.drop { $0.0 == 0 && $0.1 != "s" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
