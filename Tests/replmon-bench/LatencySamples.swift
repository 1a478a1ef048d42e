/// Durations of an operation.
struct LatencySamples {
    private var durations: [Duration] = []

    mutating func add(_ duration: Duration) {
        durations.append(duration)
    }

    var count: Int { durations.count }

    var median: Duration { percentile(50) }

    var maximum: Duration { durations.max() ?? .zero }

    /// The smallest sample that `percent` of all samples do not exceed (nearest rank).
    func percentile(_ percent: Int) -> Duration {
        let sorted = durations.sorted()
        let rank = (sorted.count * percent + 99) / 100
        return sorted.isEmpty ? .zero : sorted[max(0, min(rank, sorted.count) - 1)]
    }
}
