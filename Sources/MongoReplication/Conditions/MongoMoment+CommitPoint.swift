internal import ReplicationCore

extension MongoMoment {
    /// How long the oldest write has been waiting that no majority has, and how long at least; `nil` where nothing
    /// waits, or that is not known.
    var commitWait: (time: Duration, least: Duration)? {
        guard case .measured(let time) = commitPointFrozen.truth, time > .zero else { return nil }
        guard let member = primary.flatMap({ nodes[$0] }), let poll = member.lastPoll,
            let committed = member.lastReading?.status?.committed
        else { return (time, time) }
        let bound = member.behind(committed, polledIn: poll).errorBound
        return (time, bound.map { max(.zero, time - $0) } ?? .zero)
    }

    /// How long the oldest write has been waiting that no majority has: the commit point against the primary's own
    /// position, from one reply. An idle set's no-op entries are committed within milliseconds.
    var commitPointFrozen: Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoCommitPointFrozen, truth: truth, summary: summary, evidence: evidence,
                causes: members.filter { !isArbiter($0) && reading($0) == nil })
        }
        guard let primary = primary, let member = nodes[primary], let poll = member.lastPoll,
            let reading = reading(primary)
        else { return answer(.unknown("no primary answers"), "commit point unknown: no primary answers") }
        if let config, config.members.count == 1 { return answer(.clear, "a set of one commits by itself") }
        guard let status = reading.status else {
            let reason =
                "\(primary) does not show its commit point: "
                + (reading.statusFailure?.description ?? "no replSetGetStatus")
            return answer(.unknown(reason), reason)
        }
        guard let told = status.lastCommitted else {
            return answer(.unknown("\(primary) tells no commit point"), "\(primary) tells no commit point")
        }
        guard !told.isNull else {
            guard let date = status.date, let elected = status.election?.date else {
                return answer(.clear, "nothing was committed yet: a new set")
            }
            let time = max(.zero, date.since(elected)) + max(.zero, poll.completed.duration(to: now))
            return answer(
                .measured(time),
                "nothing was committed since \(primary) became primary, \(HumanText.age(time)) ago",
                [Evidence("primary", primary), Evidence("committed", told.description)])
        }
        guard let committed = status.committed, reading.position != nil else {
            return answer(.unknown("\(primary) does not show its position"), "\(primary) does not show its position")
        }
        let waiting = member.behind(committed, polledIn: poll)
        guard let time = waiting.time.value else {
            let reason = waiting.time.unknownReason ?? ""
            return answer(.unknown(reason), reason)
        }
        return answer(
            .measured(time),
            time > .zero
                ? "the oldest write that no majority has is \(HumanText.age(time)) old"
                : "a majority has everything",
            [
                Evidence("primary", primary), Evidence("committed", told.description),
                Evidence("applied", optional: reading.position?.opTime),
                Evidence("flow_control_lagged", optional: reading.server?.isFlowControlLagged),
            ].compactMap(\.self))
    }
}
