package import Alerting
package import ReplicationCore

/// The query of `GET /api/v1/events`: which events to list.
package struct EventsQuery: Hashable, Sendable {
    /// As many as are kept.
    package static let largestLimit = 10_000
    /// How many are listed when the query does not say.
    package static let defaultLimit = 100

    /// Only those from this instant on; `nil` for all.
    package var since: WallInstant?
    /// The newest of them, at most so many.
    package var limit = defaultLimit
    /// Only those of this cluster; `nil` for all, and for those of replmon itself.
    package var cluster: String?

    /// Reads `since` (RFC 3339, or a duration such as `2h` before `wallNow`), `limit` and `cluster`; throws everything
    /// that is wrong with them.
    package init(_ fields: [(name: String, value: String)], wallNow: WallInstant) throws(RequestProblems) {
        var fields = QueryFields(fields, names: ["since", "limit", "cluster"])
        since = fields.value("since", "a time such as 2026-01-02T03:04:05Z, or a duration such as 2h") {
            Self.instant($0, wallNow: wallNow)
        }
        let limits = 1...Self.largestLimit
        limit =
            fields.value("limit", "a number from \(limits.lowerBound) to \(limits.upperBound)") {
                Int($0).flatMap { limits.contains($0) ? $0 : nil }
            } ?? Self.defaultLimit
        cluster = fields.value("cluster", "a name") { $0.isEmpty ? nil : $0 }
        try fields.finish()
    }

    /// A time as people write it: RFC 3339, or a duration before now.
    package static func instant(_ text: String, wallNow: WallInstant) -> WallInstant? {
        guard let ago = Duration(text: text) else { return WallInstant(rfc3339: text) }
        let (instant, overflow) = wallNow.milliseconds.subtractingReportingOverflow(ago.wholeMilliseconds)
        return WallInstant(milliseconds: overflow ? .min : instant)
    }

    /// How many to look through so as to find those that are wanted.
    package var searchLimit: Int {
        cluster == nil ? limit : Self.largestLimit
    }

    /// Those that are wanted of what was found.
    package func select(_ events: [Event]) -> [Event] {
        Array(events.filter { cluster == nil || $0.cluster == cluster }.suffix(limit))
    }
}
