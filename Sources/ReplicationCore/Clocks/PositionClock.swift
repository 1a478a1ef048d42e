/// Turns positions in an upstream's log into time, by the monitor's own clock and without writing anything.
///
/// Each sample is an instant and the end of the upstream's log at it. A downstream that has applied up to position *p*
/// was current while the upstream was still at *p*; since then it is behind. Equal positions in a row are kept as one
/// run with its first and last instant, so an idle hour before a burst of writes is not lag.
///
/// Only samples taken at or before the moment the downstream was read are used, so an old downstream is never compared
/// with a newer upstream, which would give too high a lag. The error is at most the gap between two samples, including
/// the time they took, and is returned with the lag.
package struct PositionClock: Hashable, Sendable {
    /// How many runs are kept; at one sample in five seconds of constant writing, about three hours.
    package static let defaultCapacity = 2048

    /// The upstream had reached `position` by `first` and was not past it at `last`.
    package struct Run: Hashable, Sendable {
        package var position: UInt64
        package var first: MonotonicInstant
        package var last: MonotonicInstant
    }

    package private(set) var runs: [Run] = []
    private let capacity: Int

    package init(capacity: Int = PositionClock.defaultCapacity) {
        self.capacity = max(2, capacity)
    }

    /// The lag of a downstream position by the clock.
    package enum Reading: Hashable, Sendable {
        /// Behind for this long, give or take `errorBound`; zero means that the newest sample had been applied.
        case behind(Duration, errorBound: Duration)
        /// Behind the oldest sample, so for longer than this.
        case behindForMoreThan(Duration)
        /// There is no sample as old as the downstream's reading.
        case noHistory

        /// The time it is behind, or is behind at least.
        package var least: Duration? {
            switch self {
            case .behind(let time, _), .behindForMoreThan(let time): time
            case .noHistory: nil
            }
        }
    }

    /// The newest position, `nil` before the first sample.
    package var newestPosition: UInt64? { runs.last?.position }

    /// The oldest position still remembered, `nil` before the first sample.
    package var oldestPosition: UInt64? { runs.first?.position }

    /// Records that the upstream's log ended at `position`. If that is below the newest one, samples past it are
    /// dropped: a crash lost the WAL that was not flushed yet, or the server was restored.
    package mutating func sample(_ position: UInt64, at instant: MonotonicInstant) {
        sample(position, from: instant, to: instant)
    }

    /// Records that the upstream's log ended at `position` at some instant of a poll that took from `start` to `end`:
    /// not past it when the poll began, certainly there when it ended.
    package mutating func sample(_ position: UInt64, from start: MonotonicInstant, to end: MonotonicInstant) {
        if let newest = runs.last, position < newest.position { truncate(past: position) }
        guard let newest = runs.last, end >= newest.first else {
            runs = [Run(position: position, first: end, last: start)]
            return
        }
        if position == newest.position {
            runs[runs.count - 1].last = max(newest.last, start)
        } else {
            runs.append(Run(position: position, first: end, last: start))
            if runs.count > capacity { thin() }
        }
    }

    /// Drops samples past `position`: from there on the log is another one.
    package mutating func truncate(past position: UInt64) {
        while let newest = runs.last, newest.position > position { runs.removeLast() }
    }

    /// Drops all samples: the positions of another system are not comparable.
    package mutating func reset() {
        runs = []
    }

    /// Drops every second run of the older half: long lags get a larger error bound, memory stays constant.
    private mutating func thin() {
        let half = runs.count / 2
        let thinned = runs[..<half].enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        runs = thinned + runs[half...]
    }

    /// The newest position known to have been reached at or before `instant`.
    package func position(at instant: MonotonicInstant) -> UInt64? {
        newestIndex(at: instant).map { runs[$0].position }
    }

    /// How long a downstream that was at `position` at `instant` had been behind.
    ///
    /// A connected downstream that is exactly at an earlier sample may be late by as little as the time since the next
    /// sample. One that receives nothing is late since it was last seen at the upstream's position.
    package func reading(
        of position: UInt64, at instant: MonotonicInstant, standingStill: Bool = false
    ) -> Reading {
        guard let newest = newestIndex(at: instant) else { return .noHistory }
        if position >= runs[newest].position {
            return .behind(.zero, errorBound: max(.zero, min(runs[newest].last, instant).duration(to: instant)))
        }
        guard let passed = lastIndex(before: newest, where: { $0.position <= position }) else {
            return .behindForMoreThan(runs[0].first.duration(to: instant))
        }
        let (here, next) = (runs[passed], runs[passed + 1])
        let gap = max(.zero, here.last.duration(to: next.first))
        let isLevel = here.position == position && !standingStill
        let left = isLevel ? next.first : here.last.advanced(by: gap * share(position, here, next))
        return .behind(max(.zero, left.duration(to: instant)), errorBound: gap)
    }

    private func newestIndex(at instant: MonotonicInstant) -> Int? {
        lastIndex(before: runs.count, where: { $0.first <= instant })
    }

    /// Binary search for the last run below `limit` that satisfies a condition which only older runs satisfy.
    private func lastIndex(before limit: Int, where holds: (Run) -> Bool) -> Int? {
        var (low, high) = (0, limit)
        while low < high {
            let middle = (low + high) / 2
            if holds(runs[middle]) { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    /// The place of `position` between one run and the next, 0 to 1.
    private func share(_ position: UInt64, _ here: Run, _ next: Run) -> Double {
        Double(position - here.position) / Double(next.position - here.position)
    }
}
