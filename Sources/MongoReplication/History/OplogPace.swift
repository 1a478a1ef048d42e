internal import ReplicationCore

/// How fast a place in the oplog moves on: seconds of oplog per second, over up to an hour.
struct OplogPace: Sendable, Hashable {
    static let leastSpan = Duration.seconds(60)
    private static let greatestSpan = Duration.seconds(3600)
    private static let spacing = Duration.seconds(30)

    private struct Sample: Sendable, Hashable {
        var instant: MonotonicInstant
        var second: UInt32
    }

    private var samples: [Sample] = []

    /// Notes that the place was written in `second`; one that goes back belongs to another oplog.
    mutating func record(_ second: UInt32, at instant: MonotonicInstant) {
        let sample = Sample(instant: instant, second: second)
        guard let newest = samples.last, second >= newest.second, instant >= newest.instant else {
            samples = [sample]
            return
        }
        if samples.count > 1, samples[samples.count - 2].instant.duration(to: instant) < Self.spacing {
            samples[samples.count - 1] = sample
        } else {
            samples.append(sample)
        }
        samples.removeAll { $0.instant.duration(to: instant) > Self.greatestSpan }
    }

    /// `nil` before there is history enough.
    var perSecond: Double? {
        guard let oldest = samples.first, let newest = samples.last, span >= Self.leastSpan else { return nil }
        return Double(newest.second - oldest.second) / span.seconds
    }

    /// From the first record to the last.
    var span: Duration {
        guard let oldest = samples.first, let newest = samples.last else { return .zero }
        return oldest.instant.duration(to: newest.instant)
    }

    /// The pace of a place that moves in leaps and is recorded at each: the server cuts old entries off in pieces of up
    /// to a tenth of the oplog. From the first leap to the last, as what began before the first is not known; `nil`
    /// before two whole pieces went, and when the next is overdue at `instant`.
    func perSecondOfLeaps(at instant: MonotonicInstant) -> Double? {
        guard samples.count > 2, let perSecond, let newest = samples.last else { return nil }
        let interval = span / (samples.count - 1)
        return newest.instant.duration(to: instant) <= interval * 2 ? perSecond : nil
    }
}
