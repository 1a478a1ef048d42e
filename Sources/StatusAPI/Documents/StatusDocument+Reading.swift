package import ReplicationCore

extension StatusDocument {
    /// Alerts of one cluster, or with `nil` those about replmon itself, that are not resolved.
    package func activeAlerts(of cluster: String?) -> [AlertStatus] {
        alerts.filter { $0.cluster == cluster && $0.state != "resolved" }
    }
}

extension StatusDocument.Cluster {
    /// Age of the data in seconds: of the oldest answer among the nodes that answer, or with none of the newest ever;
    /// `nil` when no node ever answered.
    package var dataAgeSeconds: Double? {
        nodes.filter(\.reachable).compactMap(\.observedAgeSeconds).max() ?? nodes.compactMap(\.observedAgeSeconds).min()
    }

    /// The conditions that are not known, one entry for each reason, with the alerts and nodes that it leaves open.
    package var unknownsByReason: [(reason: String, open: [String])] {
        unknowns.map { unknown in
            let subject = [unknown.alert, unknown.node, unknown.slot].compactMap(\.self).joined(separator: " ")
            return (reason: unknown.reason, about: subject)
        }.groupedByReason.map { (reason: $0.reason, open: $0.about) }
    }

    /// The same where there is little room: of many alerts that one reason leaves open, the first and how many more.
    package var unknownsInShort: [(reason: String, open: [String])] {
        unknownsByReason.map { reason, open in
            (reason, open.count > 4 ? open.prefix(2) + ["and \(open.count - 2) more"] : open)
        }
    }

    /// A line for each node with more slots than are listed.
    package var slotsNotListed: [String] {
        nodes.compactMap { node in
            node.slotsNotListed.map { "and \($0) more slots on \(node.name.printable)" }
        }
    }
}

extension StatusDocument.AlertStatus {
    /// Remarks on its state: inhibited by another alert, silenced, acknowledged, flapping, or not to be judged at present.
    package var remarks: [String] {
        [
            inhibitedBy.map { "explained by \($0)" },
            silenced ? "silenced" + (silencedBy.map { " by \($0)" } ?? "") : nil,
            acknowledgedBy.map { "acknowledged by \($0)" + (acknowledgedComment.map { " (\($0))" } ?? "") },
            flapping ? "comes and goes" : nil,
            staleReason.map { "cannot be judged now: \($0)" },
        ].compactMap(\.self)
    }
}

extension Verdict {
    /// From the text in a document; a verdict of a later release reads as `unknown`. Every severity is a verdict too.
    package init(word: String) {
        self = Verdict(rawValue: word) ?? .unknown
    }

    /// A sign that shows the verdict without colour.
    package var glyph: String {
        switch self {
        case .ok: "●"
        case .unknown: "?"
        case .warning: "▲"
        case .critical: "✖"
        }
    }
}
