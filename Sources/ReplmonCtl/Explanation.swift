package import StatusAPI

/// `ctl explain`: all that is known of a cluster, in the order in which somebody who was just woken needs it.
package enum Explanation {
    /// All clusters of the document, or the one named; ends in a newline.
    package static func render(_ document: StatusDocument, cluster: String? = nil, style: TerminalStyle) -> String {
        let shown = document.clusters.filter { cluster == nil || $0.name == cluster }
        if shown.isEmpty { return "no cluster is configured\n" }
        var parts = shown.map { cluster in
            ClusterExplanation(
                cluster: cluster, alerts: document.activeAlerts(of: cluster.name), asOf: document.generatedAt,
                style: style
            ).text
        }
        let own = cluster == nil ? document.activeAlerts(of: nil) : []
        if !own.isEmpty {
            parts.append(
                style.heading("replmon itself") + own.map { AlertExplanation(of: $0, style: style).text }.joined())
        }
        return parts.joined(separator: "\n\n")
    }
}
