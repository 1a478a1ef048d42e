internal import ReplicationCore

extension ElectionRecord {
    /// Takes the winner's facts of this election.
    mutating func explain(by status: ReplicaSetStatus, in config: ReplicaSetConfig?, at now: MonotonicInstant) {
        guard let election = status.election, election.term == term else {
            if reason == nil { readingsWithoutReason += 1 }
            return
        }
        reason = election.reason ?? reason
        if reason == nil { readingsWithoutReason += 1 }
        electedAt = election.date ?? electedAt
        if electedInstant == nil, let date = status.date, let elected = election.date {
            electedInstant = min(seenAt, now.advanced(by: elected.since(date)))
        }
        if let id = election.priorPrimaryID, let member = config?.members.first(where: { $0.id == id }) {
            priorPrimary = member.host
        }
        guard let date = election.date, let available = election.majorityWritesAvailableAt, available >= date
        else { return }
        majorityWritesAfter = available.since(date)
    }
}
