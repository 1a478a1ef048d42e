internal import Alerting
internal import ReplicationCore

/// The reply of `/api/v1/alerts`, in the shape of Prometheus' own endpoint so that its readers understand it
/// (<https://prometheus.io/docs/prometheus/latest/querying/api/#alerts>).
package struct AlertsDocument: JSONDocument {
    /// `success`.
    package var status: String
    package var data: Payload
    /// The schema's version: 1; Prometheus has none.
    package var version: Int? = 1

    /// Prometheus' wrapper.
    package struct Payload: Decodable, Sendable {
        package var alerts: [Entry]
    }

    /// One alert; labels are its identity, annotations may change.
    package struct Entry: Decodable, Sendable {
        package var labels: [String: String]
        package var annotations: [String: String]
        package var state: String
        package var activeAt: String
        package var value: String
    }

    /// The alerts that are active, and with `includingResolved` those that ended lately, which Prometheus does not list.
    package init(_ snapshot: Snapshot, includingResolved: Bool = false) {
        status = "success"
        data = Payload(alerts: snapshot.alerts.filter { includingResolved || $0.isActive }.map(Entry.init))
    }
}

extension AlertsDocument.Entry {
    init(_ alert: Alert) {
        let rule = AlertCatalogue.row(for: alert.identity.name)
        labels = alert.labels
        annotations = ["summary": alert.summary, "description": rule.meaning, "action": rule.action]
            .merging(alert.circumstances) { first, _ in first }
        for fact in alert.evidence { annotations["evidence_\(fact.key)"] = fact.value }
        state = alert.shownState
        activeAt = alert.activeAt.description
        value = alert.severity == .critical ? "2" : "1"
    }
}

extension Alert {
    /// Everything else that is known of the alert, by the name of the annotation.
    fileprivate var circumstances: [String: String] {
        [
            "stale_reason": staleReason, "inhibited_by": inhibitedBy?.rawValue, "silenced_by": silencedBy,
            "acknowledged_by": acknowledgement?.author, "acknowledged_at": acknowledgement?.at.description,
            "acknowledged_comment": acknowledgement.flatMap { $0.comment.isEmpty ? nil : $0.comment },
            "flapping": isFlapping ? "true" : nil, "restored": isRestored ? "true" : nil,
            "fired_at": firedAt?.description, "resolved_at": resolvedAt?.description,
        ].compactMapValues(\.self)
    }
}

extension AlertsDocument {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case data
        case status
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .data: json.write(data)
        case .status: json.write(status)
        case .version: json.writeIfPresent(version)
        }
    }
}

extension AlertsDocument.Payload: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alerts
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alerts: json.write(alerts)
        }
    }
}

extension AlertsDocument.Entry: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case activeAt
        case annotations
        case labels
        case state
        case value
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .activeAt: json.write(activeAt)
        case .annotations: json.write(annotations)
        case .labels: json.write(labels)
        case .state: json.write(state)
        case .value: json.write(value)
        }
    }
}
