/// The time span of one poll: its reading was true at some instant of it.
package struct PollSpan: Hashable, Sendable {
    package var started: MonotonicInstant
    package var completed: MonotonicInstant

    package init(started: MonotonicInstant, completed: MonotonicInstant) {
        self.started = started
        self.completed = completed
    }

    package var length: Duration { started.duration(to: completed) }

    /// How much later this poll's reading was true than that of `earlier`; negative when it was earlier.
    package func since(_ earlier: PollSpan) -> (least: Duration, most: Duration) {
        (earlier.completed.duration(to: started), earlier.started.duration(to: completed))
    }
}
