public import Alerting
internal import Replication

/// A silence as the API shows it.
public struct SilenceStatus: Codable, Sendable, Hashable {
    public var id: String
    /// Of the cluster of this name, in which `*` stands for any text; `null` for any. The same for `node` and `alert`.
    @ExplicitNull public var cluster: String? = nil
    @ExplicitNull public var node: String? = nil
    @ExplicitNull public var alert: String? = nil
    /// This and `endsAt`: RFC 3339, UTC.
    public var startsAt: String
    public var endsAt: String
    /// Who set it, as the client said.
    public var author: String
    public var reason: String

    public init(_ silence: Silence) {
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

    /// What it keeps from being told: `PostgresReplicationLag of orders/db-b`, `everything`.
    public var scope: String {
        AlertMatcher(cluster: cluster, node: node, alert: alert).text
    }
}
