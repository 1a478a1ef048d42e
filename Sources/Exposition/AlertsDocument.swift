internal import Alerting
internal import Replication

/// The reply of `/api/v1/alerts`, in the shape of Prometheus' own endpoint so that its readers understand it
/// (<https://prometheus.io/docs/prometheus/latest/querying/api/#alerts>).
public struct AlertsDocument: Codable, Sendable {
    /// `success`.
    public var status: String
    public var data: Payload

    /// Prometheus' wrapper.
    public struct Payload: Codable, Sendable {
        public var alerts: [Entry]
    }

    /// One alert; labels are its identity, annotations may change.
    public struct Entry: Codable, Sendable {
        public var labels: [String: String]
        public var annotations: [String: String]
        public var state: String
        public var activeAt: String
        public var value: String
    }

    public init(_ snapshot: Snapshot) {
        status = "success"
        data = Payload(alerts: snapshot.alerts.filter(\.isActive).map(Entry.init))
    }

    /// The document as JSON, with Prometheus' own camel-case keys.
    public func json() -> [UInt8] {
        StatusDocument.json(self, pretty: false, snakeCase: false)
    }
}

extension AlertsDocument.Entry {
    init(_ alert: Alert) {
        let identity = alert.identity
        var labels = ["alertname": identity.name.rawValue, "severity": alert.severity.rawValue]
        labels["cluster"] = identity.cluster
        labels["node"] = identity.subject.node
        labels["slot"] = identity.subject.slot
        let rule = AlertCatalogue.row(for: identity.name)
        self.labels = labels
        annotations = ["summary": alert.summary, "description": rule.meaning, "action": rule.action]
        annotations["stale_reason"] = alert.staleReason
        annotations["inhibited_by"] = alert.inhibitedBy?.rawValue
        for fact in alert.evidence { annotations["evidence_\(fact.name)"] = fact.value }
        state = alert.shownState
        activeAt = alert.activeAt.description
        value = alert.severity == .critical ? "2" : "1"
    }
}
