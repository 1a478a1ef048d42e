internal import ReplicationCore

extension MongoMember {
    /// How long ago this member, as primary, wrote the first entry that another member lacked which stood at
    /// `position` when polled in `poll`; zero for one that lacked none.
    ///
    /// Two measures limit it. The primary's wall clock: the entry is newer than the position and not newer than the
    /// primary's newest. replmon's clock: the primary was seen before and after it wrote the entry (``PositionClock``).
    /// Within the limits the answer is that of MongoDB's own tools, the difference of the two positions; but for one
    /// that stands exactly where the primary was seen to stand it is the time since the primary moved on: on an idle
    /// set the next entry may just be under way, and the ten seconds between two no-op entries are no lag.
    func behind(_ position: OplogPosition, polledIn poll: PollSpan) -> Lag {
        guard let reading = lastReading, let newest = reading.position, let lastPoll else {
            return Lag(time: .unknown("the primary does not show its position"))
        }
        let (here, reached) = OplogPosition.aligned(position, newest)
        let isSameReply = poll == lastPoll
        guard !here.includes(reached) else {
            // Entries may have been written between the two polls.
            let unseen = isSameReply ? .zero : max(.zero, poll.since(lastPoll).most)
            return Lag(time: .known(.zero), errorBound: max(here.resolution, unseen))
        }
        let difference = max(.zero, reached.written.since(here.written))
        let byWallClock = wallLimits(
            here, reached, date: reading.date, later: isSameReply ? (.zero, .zero) : poll.since(lastPoll))
        let byOurClock = clockLimits(position, poll)
        let limits = byOurClock.map { $0.intersection(byWallClock) ?? $0 } ?? byWallClock
        let time = limits.clamp(clock.hasSeen(position) ? byOurClock?.least ?? difference : difference)
        return Lag(time: .known(time), errorBound: limits.bound(of: time).map { max($0, here.resolution) })
    }

    /// By the primary's wall clock: `date` at its own reply, from `later.least` to `later.most` after it at the other.
    private func wallLimits(
        _ here: OplogPosition, _ reached: OplogPosition, date: WallInstant?, later: (least: Duration, most: Duration)
    ) -> AgeLimits {
        guard let date else { return AgeLimits(least: .zero) }
        let rounding = Duration.milliseconds(1)
        let youngest = date.since(reached.written) - here.resolution - rounding + later.least
        let oldest = date.since(here.written) + rounding + later.most
        // Older than the clock says when it was set back since.
        return AgeLimits(
            least: max(.zero, youngest), most: max(.zero, oldest, reached.written.since(here.written)))
    }

    /// By replmon's clock; `nil` while the primary was not seen long enough.
    private func clockLimits(_ position: OplogPosition, _ poll: PollSpan) -> AgeLimits? {
        switch clock.reading(of: position.timestamp, at: poll.completed) {
        case .behind(let time, let bound):
            AgeLimits(
                least: max(.zero, time - (clock.hasSeen(position) ? .zero : bound) - poll.length), most: time + bound)
        case .behindForMoreThan(let time): AgeLimits(least: max(.zero, time - poll.length))
        case .noHistory: nil
        }
    }
}

extension PositionClock {
    /// Whether the primary was seen to stand exactly there.
    fileprivate func hasSeen(_ position: OplogPosition) -> Bool {
        runs.last { $0.position <= position.timestamp }?.position == position.timestamp
    }
}
