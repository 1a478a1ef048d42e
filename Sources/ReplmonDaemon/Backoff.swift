/// How long to wait before a node that keeps failing is polled again: "full jitter", uniform between zero and a limit,
/// so that the nodes of one outage are not all polled at the same moment.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
///
/// For a minute the limit is short, whatever the poll interval: the end of a planned restart has to be seen before an
/// alert's `for` is over. Then the limit doubles with each failure. After a refused login it doubles at once: another
/// attempt would be refused as well.
struct Backoff {
    /// No node waits longer than this.
    static let longest = Duration.seconds(30)
    /// Nor longer than this many of its intervals.
    static let mostIntervals = 6
    /// For this long a failing node may be restarting.
    static let restart = Duration.seconds(60)
    /// The longest wait meanwhile.
    static let longestInRestart = Duration.seconds(2)

    private let base: Duration
    private let cap: Duration
    private var limit: Duration

    init(interval: Duration) {
        base = interval
        cap = min(Self.longest, interval * Self.mostIntervals)
        limit = min(cap, base)
    }

    /// The wait after one more failure of a node that has failed for `time`; `random` is from 0 to 1.
    mutating func next(failingFor time: Duration, refused: Bool = false, random: Double) -> Duration {
        let share = min(max(random, 0), 1)
        guard refused || time >= Self.restart else { return min(base, Self.longestInRestart) * share }
        defer { limit = min(cap, limit * 2) }
        return limit * share
    }

    /// The node answered.
    mutating func reset() {
        limit = min(cap, base)
    }
}
