internal import ReplicationCore

/// Whether the position that a member has applied moves on, by the member's own answers.
///
/// All times are those of the answers: between two polls nothing is concluded.
struct ApplyProgress: Hashable, Sendable {
    /// The position by the last answer that had one.
    private(set) var position: UInt64?
    /// When that answer came.
    private var lastAnswerAt: MonotonicInstant?
    /// When the position was first seen.
    private var reachedAt: MonotonicInstant?
    /// Whether an earlier position of the same process is known.
    private var hasMoved = false
    private var processID: String?

    /// A new process, or a position below the last one (a rollback, an initial sync), begins anew.
    mutating func record(_ reading: MongoReading, at completed: MonotonicInstant) {
        if reading.hello.processID != processID {
            self = ApplyProgress()
            processID = reading.hello.processID
        }
        guard let newest = reading.position?.timestamp else {
            position = nil
            return
        }
        if position != newest {
            hasMoved = position.map { newest > $0 } ?? false
            (position, reachedAt) = (newest, completed)
        }
        lastAnswerAt = completed
    }

    /// For how long the position has been the same; `nil` where none is known.
    var stoodStillFor: Duration? {
        guard position != nil, let reachedAt, let lastAnswerAt else { return nil }
        return max(.zero, reachedAt.duration(to: lastAnswerAt))
    }

    /// Whether the position was seen to move on within this time.
    func moved(within time: Duration) -> Bool {
        hasMoved && stoodStillFor.map { $0 < time } ?? false
    }
}
