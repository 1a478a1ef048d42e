/// A daemon's counters of its polls, over all nodes of some clusters.
struct PollCounters {
    /// Failed ones included.
    let polls: Double
    let missedSlots: Double
    /// Polls that took at most so many seconds, by bound.
    private let buckets: [Double: Double]

    /// Of the clusters whose name begins with `prefix`.
    init(_ page: MetricsText, clusters prefix: String = "") {
        let duration = "replmon_probe_duration_seconds"
        let counted = page.samples("\(duration)_bucket").filter { $0.has("cluster", beginning: prefix) }
        let pairs = counted.compactMap { sample in
            sample.label("le").flatMap { $0 == "+Inf" ? nil : Double($0) }.map { ($0, sample.value) }
        }
        self.init(
            polls: page.sum("\(duration)_count", clusters: prefix),
            missedSlots: page.sum("replmon_probe_missed_slots_total", clusters: prefix),
            buckets: Dictionary(pairs, uniquingKeysWith: +))
    }

    private init(polls: Double, missedSlots: Double, buckets: [Double: Double]) {
        self.polls = polls
        self.missedSlots = missedSlots
        self.buckets = buckets
    }

    static func - (later: PollCounters, earlier: PollCounters) -> PollCounters {
        PollCounters(
            polls: later.polls - earlier.polls, missedSlots: later.missedSlots - earlier.missedSlots,
            buckets: later.buckets.merging(earlier.buckets) { $0 - $1 })
    }

    /// The time that `share` of the polls did not exceed, in seconds, interpolated in its bucket as by Prometheus'
    /// `histogram_quantile`; `nil` without a poll, the last bound when it lies beyond.
    func duration(notExceededBy share: Double) -> Double? {
        guard polls > 0 else { return nil }
        let rank = share * polls
        var (lower, below) = (0.0, 0.0)
        for (bound, count) in buckets.sorted(by: { $0.key < $1.key }) {
            if count >= rank { return lower + (bound - lower) * (rank - below) / max(1, count - below) }
            (lower, below) = (bound, count)
        }
        return lower
    }
}
