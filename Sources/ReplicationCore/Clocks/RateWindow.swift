/// Positions over about the last minute, and their rate.
///
/// The rate is a plain difference over the window: it follows a change within the window's length and does not jump
/// with single polls. Without at least ``minimumSpan`` of history there is none.
package struct RateWindow: Sendable, Hashable {
    /// The time over which a rate is taken, where polls are frequent enough.
    package static let length = Duration.seconds(60)
    /// A shorter history gives no rate: one burst or one pause of the writer would fill it.
    package static let minimumSpan = Duration.seconds(10)
    /// Nodes that are polled (or answer) less often than this have no rate: it would be outdated.
    package static let maximumSpan = Duration.seconds(180)
    /// Samples closer together than this replace each other, which bounds their number.
    private static let spacing = Duration.seconds(5)

    private struct Sample: Sendable, Hashable {
        var instant: MonotonicInstant
        var position: UInt64
    }

    private var samples: [Sample] = []

    package init() {}

    /// Records that the position was `position` at `instant`; a lower one than before restarts the history, an unknown
    /// one ends it.
    package mutating func record(_ position: UInt64?, at instant: MonotonicInstant) {
        guard let position else {
            samples = []
            return
        }
        let sample = Sample(instant: instant, position: position)
        guard let newest = samples.last, position >= newest.position, instant >= newest.instant else {
            samples = [sample]
            return
        }
        if samples.count > 1, samples[samples.count - 2].instant.duration(to: instant) < Self.spacing {
            samples[samples.count - 1] = sample
        } else {
            samples.append(sample)
        }
        dropOld(at: instant)
    }

    /// Keeps one sample from before the window, so that it is covered to its beginning.
    private mutating func dropOld(at instant: MonotonicInstant) {
        let outside = samples.prefix { $0.instant.duration(to: instant) >= Self.length }
        samples.removeFirst(max(0, outside.count - 1))
        samples.removeAll { $0.instant.duration(to: instant) > Self.maximumSpan }
    }

    /// Bytes per second over the window; `nil` while the history is shorter than `least`, or when it is too old at
    /// `now`.
    package func rate(at now: MonotonicInstant, over least: Duration = minimumSpan) -> Double? {
        guard let oldest = samples.first, let newest = samples.last,
            newest.instant.duration(to: now) <= Self.maximumSpan
        else { return nil }
        let span = oldest.instant.duration(to: newest.instant)
        return span >= least ? Double(newest.position - oldest.position) / span.seconds : nil
    }
}
