/// A cumulative histogram of durations with fixed buckets, as Prometheus reads it.
package struct DurationHistogram: Hashable, Sendable {
    /// Upper bounds in seconds; the last bucket, without bound, is `count`.
    package static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Observations at or below each bound.
    package private(set) var counts = [UInt64](repeating: 0, count: DurationHistogram.bounds.count)
    package private(set) var count: UInt64 = 0
    /// Seconds, all observations together.
    package private(set) var sum: Double = 0

    package init() {}

    /// Adds one duration.
    package mutating func observe(seconds: Double) {
        count += 1
        sum += seconds
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts[index] += 1 }
    }
}
