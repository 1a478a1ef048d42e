internal import ReplicationCore

extension StatusDocument.Cluster {
    /// The standbys by how fit they are for promotion, the best first, those that must not be promoted last.
    package var failoverOrder: [(node: StatusDocument.Node, readiness: StatusDocument.Readiness)] {
        let ready = nodes.compactMap { node in node.readiness.map { (node: node, readiness: $0) } }
        return ready.filter { $0.readiness.rank != nil }.sorted { ($0.readiness.rank ?? 0) < ($1.readiness.rank ?? 0) }
            + ready.filter { $0.readiness.rank == nil }
    }
}

extension StatusDocument.Readiness {
    /// `1.` or, for a standby that must not be promoted, `–`.
    package var place: String {
        rank.map { "\($0)." } ?? "–"
    }

    /// The cost of promoting the standby now: `loses 0B, 200ms of replay to do`.
    package var text: String {
        let cost = "\(loss), \(backlog)"
        if rank == nil {
            let reason = obstacles.isEmpty ? "it cannot be ranked" : obstacles.joined(separator: "; ")
            return "must not be promoted: \(reason) (\(cost))"
        }
        return ([cost] + obstacles).joined(separator: "; ")
    }

    private var loss: String {
        guard let lossBytes else { return "loss not known: \(lossBytesUnknownReason ?? "no reason given")" }
        let time = lossSeconds.flatMap { $0 > 0 ? " (\(HumanText.lag(seconds: $0)))" : nil }
        return "loses " + HumanText.size(bytes: lossBytes) + (time ?? "")
    }

    private var backlog: String {
        if backlogBytes == 0 { return "nothing to replay" }
        if let backlogSeconds { return HumanText.lag(seconds: backlogSeconds) + " of replay to do" }
        return backlogBytes.map { HumanText.size(bytes: $0) + " to replay" }
            ?? "replay to do not known: \(backlogBytesUnknownReason ?? "no reason given")"
    }
}
