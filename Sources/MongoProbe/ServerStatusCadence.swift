internal import MongoReplication
internal import ReplicationCore

/// When a member's slowly changing facts are due: now and then, and again and again for a while after a change, so that
/// a rollback that lasted milliseconds is seen by the count it leaves behind.
struct ServerStatusCadence {
    /// What tells of a change when it moves.
    struct Situation: Equatable {
        var state: MemberState
        var term: Int64?
        var primary: String?
        var processID: String?
    }

    static let interval: Duration = .seconds(30)
    /// How long after a change they are asked for in each poll.
    static let aftermath: Duration = .seconds(10)

    private var situation: Situation?
    private var changedAt: MonotonicInstant?
    private var askedAt: MonotonicInstant?

    /// Whether to ask in the poll that found the member in this situation.
    mutating func isDue(in situation: Situation, at now: MonotonicInstant) -> Bool {
        if situation != self.situation {
            self.situation = situation
            changedAt = now
        }
        if let changedAt, changedAt.duration(to: now) <= Self.aftermath { return true }
        guard let askedAt else { return true }
        return askedAt.duration(to: now) >= Self.interval
    }

    /// They were asked for. After one that failed the next waits its time, whatever has changed.
    mutating func asked(at now: MonotonicInstant, answered: Bool) {
        askedAt = now
        if !answered { changedAt = nil }
    }
}
