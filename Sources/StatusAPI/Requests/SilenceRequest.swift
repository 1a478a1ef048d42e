package import Alerting
internal import ReplicationCore

/// The body of `POST /api/v1/silences`: which alerts to silence, for how long, and why. At least one of `cluster`, `node`
/// and `alert` is named; in each, `*` stands for any text.
package struct SilenceRequest: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    package var cluster: String?
    package var node: String?
    package var alert: String?
    /// One second to thirty days.
    package var durationSeconds: Double
    /// One line.
    package var reason: String
    /// The person who sets it, as the client gives the name.
    package var author: String

    /// How long a silence may be.
    package static let durations = Duration.seconds(1) ... .seconds(30 * 86_400)
    private static let seconds = durations.lowerBound.seconds...durations.upperBound.seconds

    package init(
        cluster: String? = nil, node: String? = nil, alert: String? = nil, duration: Duration, reason: String,
        author: String
    ) {
        self.cluster = cluster
        self.node = node
        self.alert = alert
        durationSeconds = duration.seconds
        self.reason = reason
        self.author = author
    }

    /// Reads a body that anybody may have written; throws everything that is wrong with it.
    package init(body: [UInt8]) throws(RequestProblems) {
        var body = try RequestBody(
            body, names: ["cluster", "node", "alert", "duration_seconds", "reason", "author"])
        let matcher = body.matcher()
        durationSeconds = body.requiredNumber(
            "duration_seconds", Self.seconds, "a number from 1 to 2592000 (30 days)")
        reason = body.requiredText("reason").oneLine
        author = body.author()
        if matcher == AlertMatcher() {
            body.add("name at least one of `cluster`, `node` and `alert`; `*` stands for any")
        }
        try body.finish()
        (cluster, node, alert) = (matcher.cluster, matcher.node, matcher.alert)
    }

    package var matcher: AlertMatcher {
        AlertMatcher(cluster: cluster, node: node, alert: alert)
    }

    package var duration: Duration {
        .seconds(min(max(Self.seconds.lowerBound, durationSeconds), Self.seconds.upperBound))
    }

    /// Why it cannot be done in this state: it names a cluster that does not exist, for example.
    package func problems(in snapshot: Snapshot) -> [String] {
        let limit = 1000
        return [
            matcher.missingCluster(in: snapshot),
            snapshot.silences.count < limit ? nil : "there are \(limit) silences already; expire some",
        ].compactMap(\.self)
    }

    /// Warnings for the client: a node that does not exist may be added later.
    package func warnings(in snapshot: Snapshot) -> [String] {
        let nodes = snapshot.clusters.flatMap { cluster in
            cluster.view.nodes.map { AlertIdentity(.init(node: $0.name), in: cluster.view.name) }
        }
        let places = AlertMatcher(cluster: cluster, node: node)
        guard let node, !nodes.contains(where: places.matches) else { return [] }
        return ["no node is named \(node.oneLine) at present"]
    }
}

extension RequestBody {
    /// The three parts that name alerts.
    mutating func matcher(namingAlert isRequired: Bool = false) -> AlertMatcher {
        let (cluster, node) = (text("cluster"), text("node"))
        let alert = isRequired ? requiredText("alert") : text("alert") ?? ""
        guard !alert.isEmpty else { return AlertMatcher(cluster: cluster, node: node) }
        let names = AlertName.allCases.map { AlertIdentity(name: $0, cluster: nil) }
        if !names.contains(where: AlertMatcher(alert: alert).matches) { add("no alert is named \(alert.oneLine)") }
        return AlertMatcher(cluster: cluster, node: node, alert: alert)
    }

    mutating func author() -> String {
        text("author")?.oneLine ?? "not named"
    }
}

extension AlertMatcher {
    /// The message that no such cluster exists, with the names of those that do; `nil` when it exists.
    package func missingCluster(in snapshot: Snapshot) -> String? {
        let names = snapshot.clusters.map(\.view.name)
        let clusters = AlertMatcher(cluster: cluster)
        guard let cluster, cluster != "*",
            !names.contains(where: { clusters.matches(AlertIdentity(.init(), in: $0)) })
        else { return nil }
        return "no cluster is named \(cluster.oneLine); there are: \(names.map(\.oneLine).joined(separator: ", "))"
    }
}

extension AlertIdentity {
    /// A place that a matcher of places is compared with.
    fileprivate init(_ subject: Condition.Subject, in cluster: String) {
        self.init(name: .clusterUnreachable, cluster: cluster, subject: subject)
    }
}

extension SilenceRequest {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alert
        case author
        case cluster
        case durationSeconds = "duration_seconds"
        case node
        case reason
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alert: json.writeIfPresent(alert)
        case .author: json.write(author)
        case .cluster: json.writeIfPresent(cluster)
        case .durationSeconds: json.write(durationSeconds)
        case .node: json.writeIfPresent(node)
        case .reason: json.write(reason)
        case .version: json.write(version)
        }
    }
}
