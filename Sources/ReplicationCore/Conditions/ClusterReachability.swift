/// Whether any node of a cluster answers: the same question for every kind of cluster.
package enum ClusterReachability {
    /// Holds when every node is silent and a second poll has confirmed each. A node that refuses replmon was reached.
    /// In a cluster of one node the node's own alert suffices.
    package static func condition<Reading>(
        of records: some Collection<(name: String, record: NodeRecord<Reading>)>, limits: StalenessLimits,
        at now: MonotonicInstant
    ) -> Condition {
        Condition(.clusterUnreachable, Condition.Subject(), answer(of: records, limits: limits, at: now))
    }

    /// The answer of ``condition(of:limits:at:)``.
    package static func answer<Reading>(
        of records: some Collection<(name: String, record: NodeRecord<Reading>)>, limits: StalenessLimits,
        at now: MonotonicInstant
    ) -> Answer {
        if records.count == 1 || records.contains(where: { isReached($0.record, limits: limits, at: now) }) {
            return .clear
        }
        let open = records.first { !$0.record.isFailureConfirmed || $0.record.failure?.isSilence != true }
        if records.isEmpty || open != nil {
            return .unknown(open.map { $0.record.staleReason($0.name, at: now) } ?? "no node is known")
        }
        let names = records.map(\.name).joined(separator: ", ")
        return .holds(
            "none of \(records.count) nodes answers: \(names)",
            records.map { name, record in Evidence("error_of", of: name, optional: record.failure) })
    }

    private static func isReached<Reading>(
        _ record: NodeRecord<Reading>, limits: StalenessLimits, at now: MonotonicInstant
    ) -> Bool {
        guard let failure = record.failure else { return record.freshReading(at: now, limit: limits.reading) != nil }
        if case .startingUp = failure { return true }
        return failure.serverAnswered
    }
}
