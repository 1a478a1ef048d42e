/// The time one poll took: what it returned was so at some moment of it.
struct PollSpan: Hashable, Sendable {
    var started: MonotonicInstant
    var completed: MonotonicInstant

    var length: Duration { started.duration(to: completed) }

    /// How much later than what `earlier` returned that was which this poll returned; negative when it was earlier.
    func since(_ earlier: PollSpan) -> (least: Duration, most: Duration) {
        (earlier.completed.duration(to: started), earlier.started.duration(to: completed))
    }
}
