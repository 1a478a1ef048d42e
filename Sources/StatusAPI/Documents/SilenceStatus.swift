package import Alerting
internal import ReplicationCore

/// A silence as the API shows it.
package struct SilenceStatus: Decodable, Sendable, Hashable {
    package var id: String
    /// Of the cluster of this name, in which `*` stands for any text; `null` for any. The same for `node` and `alert`.
    package var cluster: String? = nil
    package var node: String? = nil
    package var alert: String? = nil
    /// This and `endsAt`: RFC 3339, UTC.
    package var startsAt: String
    package var endsAt: String
    /// The person who set it, as the client gave the name.
    package var author: String
    package var reason: String

    package init(_ silence: Silence) {
        id = silence.id
        startsAt = silence.startsAt.description
        endsAt = silence.endsAt.description
        author = silence.author
        reason = silence.reason
        cluster = silence.matcher.cluster
        node = silence.matcher.node
        alert = silence.matcher.alert
    }

    /// Those of a snapshot that are not over, the first to end first.
    static func list(_ snapshot: Snapshot) -> [SilenceStatus] {
        snapshot.silences.filter { $0.endsAt > snapshot.generatedAt }
            .sorted { ($0.endsAt, $0.id) < ($1.endsAt, $1.id) }.map(SilenceStatus.init)
    }

    /// The alerts that it silences: `PostgresReplicationLag of orders/db-b`, `everything`.
    package var scope: String {
        AlertMatcher(cluster: cluster, node: node, alert: alert).text
    }
}

extension SilenceStatus: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alert
        case author
        case cluster
        case endsAt = "ends_at"
        case id
        case node
        case reason
        case startsAt = "starts_at"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alert: json.write(alert)
        case .author: json.write(author)
        case .cluster: json.write(cluster)
        case .endsAt: json.write(endsAt)
        case .id: json.write(id)
        case .node: json.write(node)
        case .reason: json.write(reason)
        case .startsAt: json.write(startsAt)
        }
    }
}
