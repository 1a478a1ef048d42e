public import Alerting
internal import Replication

/// The reply of `GET /api/v1/events`: what happened, the newest last.
public struct EventsDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    public var version = 1
    public var events: [Entry]

    /// One thing that happened.
    public struct Entry: Codable, Sendable, Hashable {
        /// RFC 3339, UTC.
        public var at: String
        /// `alert_firing`, `role_changed`, …
        public var kind: String
        /// `null` for what happened to replmon itself.
        @ExplicitNull public var cluster: String? = nil
        @ExplicitNull public var node: String? = nil
        /// One line for people.
        public var summary: String
        /// Further facts by name; units are in the names.
        public var details: [String: String]

        init(_ event: Event) {
            at = event.at.description
            kind = event.kind.rawValue
            summary = event.summary
            details = event.details
            cluster = event.cluster
            node = event.node
        }
    }

    public init(_ events: [Event]) {
        self.events = events.map(Entry.init)
    }
}
