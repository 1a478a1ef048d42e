internal import ReplicationCore

extension PostgresMoment {
    /// What is said of the cluster as a whole.
    var clusterConditions: [Condition] {
        let records = names.lazy.map { (name: $0, record: nodes[$0]?.record ?? NodeRecord()) }
        return [
            noPrimary, splitBrain,
            ClusterReachability.condition(of: records, limits: limits, at: now),
        ]
    }

    /// "No primary" is said when every node that might be one is accounted for: those that answer are standbys, and
    /// none of them still receives from a node that does not answer us.
    private var noPrimary: Condition {
        let silent = names.filter { reading($0) == nil }
        let former = silent.filter { nodes[$0]?.lastReading?.primary != nil }
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresNoPrimary, truth: truth, summary: summary(),
                evidence: silent.isEmpty ? [] : [Evidence("silent", silent.joined(separator: ", "))], blames: former)
        }
        if let primary = primaries.first { return answer(.clear, "\(primary) is primary") }
        if silent.count == declarations.count { return answer(.unknown("no node answers"), "no node answers") }
        let fed = names.filter { name in
            reading(name)?.standby?.walReceiver?.status == "streaming"
                && upstream(of: name).map { reading($0) == nil } ?? true
        }
        if let witness = fed.first {
            let text =
                "\(upstream(of: witness) ?? "a primary") does not answer, but \(witness) still receives from it"
            return answer(.unknown(text), text)
        }
        if silent.contains(where: { !isKnownSilent($0) }) {
            let text = "not seen: \(silent.joined(separator: ", "))"
            return answer(.unknown(text), text)
        }
        return answer(
            .holds,
            former.isEmpty
                ? "no node accepts writes: all that answer are in recovery"
                : "no primary: \(former.joined(separator: ", ")) does not answer and the others are in recovery")
    }

    /// A confirmed failure that leaves no room for a working primary behind it.
    private func isKnownSilent(_ name: String) -> Bool {
        guard let record = nodes[name]?.record, let failure = record.failure else { return false }
        return record.isFailureConfirmed && failure.isSilence
    }
}
