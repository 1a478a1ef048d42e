package import Alerting

/// The body of `POST /api/v1/acknowledgements`: which firing alerts somebody takes care of. In `cluster`, `node` and
/// `alert`, `*` stands for any text.
package struct AcknowledgeRequest: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    package var cluster: String?
    package var node: String?
    package var alert: String
    /// One line.
    package var comment: String?
    /// The person, as the client gives the name.
    package var author: String

    package init(cluster: String?, node: String?, alert: String, comment: String?, author: String) {
        self.cluster = cluster
        self.node = node
        self.alert = alert
        self.comment = comment
        self.author = author
    }

    /// Reads a body that anybody may have written; throws everything that is wrong with it.
    package init(body: [UInt8]) throws(RequestProblems) {
        var body = try RequestBody(body, names: ["cluster", "node", "alert", "comment", "author"])
        let matcher = body.matcher(namingAlert: true)
        alert = matcher.alert ?? ""
        comment = body.text("comment")?.oneLine
        author = body.author()
        try body.finish()
        (cluster, node) = (matcher.cluster, matcher.node)
    }

    package var matcher: AlertMatcher {
        AlertMatcher(cluster: cluster, node: node, alert: alert)
    }

    /// Why it cannot be done in this state.
    package func problems(in snapshot: Snapshot) -> [String] {
        // One that is latched outlives its cluster's place in the configuration.
        let isFiring = snapshot.alerts.contains { $0.state.name == "firing" && matcher.matches($0.identity) }
        if isFiring { return [] }
        if let missing = matcher.missingCluster(in: snapshot) { return [missing] }
        let place = [cluster, node].compactMap(\.self).map(\.oneLine).joined(separator: "/")
        return ["no alert that fires is named \(alert.oneLine)" + (place.isEmpty ? "" : " of \(place)")]
    }

    /// Warnings for the client: replmon goes on sending firing alerts, and Alertmanager repeats them at its own interval.
    package func warnings(in snapshot: Snapshot) -> [String] {
        guard !snapshot.daemon.notifications.isEmpty else { return [] }
        return ["an Alertmanager that knows it goes on reminding; silence it there (amtool)"]
    }
}

extension AcknowledgeRequest {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alert
        case author
        case cluster
        case comment
        case node
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alert: json.write(alert)
        case .author: json.write(author)
        case .cluster: json.writeIfPresent(cluster)
        case .comment: json.writeIfPresent(comment)
        case .node: json.writeIfPresent(node)
        case .version: json.write(version)
        }
    }
}
