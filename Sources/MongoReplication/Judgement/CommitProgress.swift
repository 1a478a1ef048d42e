internal import ReplicationCore

/// How long the oldest write has been waiting that no majority has.
enum CommitProgress: Sendable {
    case unknown(String)
    /// There is nothing to measure: a set of one member, or a new set.
    case notApplicable
    /// Nothing was committed since the primary was elected, that long ago.
    case nothingCommitted(Duration)
    /// The age of the oldest write that no majority has (zero when a majority has everything), and how far it may be
    /// off.
    case waiting(Duration, errorBound: Duration?)

    /// How long a write waits now, and how long at least; `nil` where none waits, or that is not known.
    var wait: (time: Duration, least: Duration)? {
        switch self {
        case .unknown, .notApplicable: nil
        case .nothingCommitted(let time): time > .zero ? (time, time) : nil
        case .waiting(let time, let bound):
            time > .zero ? (time, bound.map { max(.zero, time - $0) } ?? .zero) : nil
        }
    }
}

extension MongoMoment {
    /// The commit point against the primary's own position, from one reply. An idle set's no-op entries are committed
    /// within milliseconds.
    func measureCommitProgress() -> CommitProgress {
        guard let primary, let member = nodes[primary], let poll = member.lastPoll, let reading = reading(primary)
        else { return .unknown("no primary answers") }
        if let config, config.members.count == 1 { return .notApplicable }
        guard let status = reading.status else {
            return .unknown(
                "\(primary) does not show its commit point: "
                    + (reading.statusFailure?.description ?? "no replSetGetStatus"))
        }
        guard let lastCommitted = status.lastCommitted else { return .unknown("\(primary) shows no commit point") }
        guard !lastCommitted.isNull else {
            guard let date = status.date, let elected = status.election?.date else { return .notApplicable }
            return .nothingCommitted(
                max(.zero, date.since(elected)) + max(.zero, poll.completed.duration(to: now)))
        }
        guard let committed = status.committed, reading.position != nil else {
            return .unknown("\(primary) does not show its position")
        }
        let waiting = member.behind(committed, polledIn: poll)
        return switch waiting.time {
        case .unknown(let reason): .unknown(reason)
        case .known(let time): .waiting(time, errorBound: waiting.errorBound)
        }
    }
}
