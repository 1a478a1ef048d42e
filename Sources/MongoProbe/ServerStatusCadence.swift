internal import MongoReplication
internal import ReplicationCore

/// When a member's slowly changing values are due: at an interval, and in each poll for a while after a change, so that
/// a rollback that lasted milliseconds is seen by its `rbid`.
struct ServerStatusCadence {
    /// The values whose change makes the status due.
    struct Situation: Equatable {
        var state: MemberState
        var term: Int64?
        var primary: String?
        var processID: String?
    }

    static let interval: Duration = .seconds(30)
    /// Time after a change in which each poll asks for them.
    static let aftermath: Duration = .seconds(10)

    private var situation: Situation?
    private var changedAt: MonotonicInstant?
    private var askedAt: MonotonicInstant?

    /// Whether they are due in the poll that found the member in this situation.
    mutating func isDue(in situation: Situation, at now: MonotonicInstant) -> Bool {
        if situation != self.situation {
            self.situation = situation
            changedAt = now
        }
        if let changedAt, changedAt.duration(to: now) <= Self.aftermath { return true }
        guard let askedAt else { return true }
        return askedAt.duration(to: now) >= Self.interval
    }

    /// Records a query. After a failed one the next waits the whole interval, also after a change.
    mutating func asked(at now: MonotonicInstant, answered: Bool) {
        askedAt = now
        if !answered { changedAt = nil }
    }
}
