internal import ReplicationCore

extension MongoMoment {
    /// How far a member's clock is ahead of the reference clock, and how far off that may be.
    func clockSkew(of host: String) -> (skew: Duration, bound: Duration)? {
        guard let own = clockOffsets[host], let reference = referenceClock?.offset else { return nil }
        guard reference.host != host else { return (.zero, .zero) }
        return (own.ahead - reference.ahead, own.bound + reference.bound)
    }

    func measureClockOffset(of host: String) -> ClockOffset? {
        guard let shown = memberReading(host)?.hello.localTime, let poll = nodes[host]?.lastPoll else { return nil }
        let half = max(.zero, poll.length) / 2
        let middle = poll.started.advanced(by: half)
        return ClockOffset(
            host: host, ahead: .milliseconds(shown.milliseconds) - .nanoseconds(middle.nanoseconds),
            bound: half + .milliseconds(1))
    }

    /// The primary's clock, or without one the median of three or more. Of two clocks that differ, nothing shows which
    /// one is wrong.
    func findReferenceClock() -> ReferenceClock? {
        if let primary, let offset = clockOffsets[primary] { return ReferenceClock(offset: offset, primary: primary) }
        let offsets = members.compactMap { clockOffsets[$0] }.sorted { $0.ahead < $1.ahead }
        return offsets.count < 3 ? nil : ReferenceClock(offset: offsets[offsets.count / 2])
    }
}
