internal import ReplicationCore

extension MongoMoment {
    /// For how long an election is shown.
    private static let electionShown = Duration.seconds(300)

    /// The election of the last minutes that matters most: an unplanned one first, then one that is not known to be a
    /// handover. `nil` without a recent one, or where only a member that is silent could show the elections of now.
    var shownElection: (election: ElectionRecord, judgement: ElectionJudgement)? {
        let recent = elections(within: Self.electionShown).map { (election: $0, judgement: judge($0)) }
        if let unplanned = recent.first(where: { $0.judgement == .unplanned }) { return unplanned }
        if electionSilence != nil { return nil }
        return recent.first { $0.judgement != .handover } ?? recent.first
    }

    func elections(within time: Duration) -> [ElectionRecord] {
        ledger.elections.filter { $0.seenAt.duration(to: now) < time }
    }

    /// Why no member shows elections now.
    var electionSilence: String? {
        if !isAnswered { return "no member answers" }
        return ledger.term == nil ? "no member has shown its election term yet" : nil
    }

    /// The winner shows the reason a moment after the election.
    private func judge(_ election: ElectionRecord) -> ElectionJudgement {
        // The only voter elects itself when it starts.
        if let config, config.members.filter({ $0.votes > 0 }).count == 1 { return .handover }
        if let reason = election.reason {
            return switch ElectionReason(rawValue: reason).isHandover {
            case true?: .handover
            case false?: .unplanned
            case nil: .unknown("term \(election.term) began with an election for an unknown reason: \(reason)")
            }
        }
        if election.readingsWithoutReason > 1 { return .unplanned }
        let isYoung = election.seenAt.duration(to: now) < limits.reading
        guard let primary = election.primary else {
            return isYoung ? .handover : .unknown("the primary of term \(election.term) has not been seen")
        }
        if let failure = memberReading(primary)?.statusFailure {
            return .unknown("\(primary) does not show why it was elected: \(failure)")
        }
        return isYoung ? .handover : .unknown("why \(primary) was elected in term \(election.term) was not read")
    }
}
