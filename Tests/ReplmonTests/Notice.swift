import ReplicationLab

/// One alert of one notification, as a person gets it.
struct Notice {
    /// `firing` or `resolved`.
    let kind: String
    let labels: [String: String]
    let annotations: [String: String]
    let at: ContinuousClock.Instant

    init(_ alert: WebhookAlert, at instant: ContinuousClock.Instant) {
        (kind, labels, annotations, at) = (alert.status ?? "", alert.labels, alert.annotations, instant)
    }

    var alert: String { labels["alertname"] ?? "" }
    var node: String? { labels["node"] }

    /// `firing PostgresNodeDown db-a`; of an alert without a node, its cluster.
    var words: String {
        [kind, alert, node ?? labels["cluster"]].compactMap(\.self).joined(separator: " ")
    }
}
