package import Alerting
internal import ReplicationCore

/// The reply of `GET /api/v1/events`: what happened, the newest last.
package struct EventsDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    package var events: [Entry]

    /// One thing that happened.
    package struct Entry: Decodable, Sendable, Hashable {
        /// RFC 3339, UTC.
        package var at: String
        /// `alert_firing`, `role_changed`, …
        package var kind: String
        /// `null` for what happened to replmon itself.
        package var cluster: String? = nil
        package var node: String? = nil
        /// One line for people.
        package var summary: String
        /// Further facts by name; units are in the names.
        package var details: [String: String]

        init(_ event: Event) {
            at = event.at.description
            kind = event.kind.rawValue
            summary = event.summary
            details = event.details
            cluster = event.cluster
            node = event.node
        }
    }

    package init(_ events: [Event]) {
        self.events = events.map(Entry.init)
    }
}

extension EventsDocument {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case events
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .events: json.write(events)
        case .version: json.write(version)
        }
    }
}

extension EventsDocument.Entry: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case at
        case cluster
        case details
        case kind
        case node
        case summary
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .at: json.write(at)
        case .cluster: json.write(cluster)
        case .details: json.write(details)
        case .kind: json.write(kind)
        case .node: json.write(node)
        case .summary: json.write(summary)
        }
    }
}
