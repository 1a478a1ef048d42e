internal import ReplicationCore

/// A member's wall clock against replmon's monotonic clock: only differences between members mean anything.
struct ClockOffset: Sendable {
    var host: String
    var ahead: Duration
    /// How far off `ahead` may be: the reply was given at some moment of its poll.
    var bound: Duration
}
