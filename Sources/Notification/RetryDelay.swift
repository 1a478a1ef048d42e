import ReplicationCore

/// How long to wait before a request that failed is tried again: "full jitter", uniform between nothing and a limit
/// that doubles from one second to half a minute, so that many senders do not come back in step.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
struct RetryDelay: Sendable {
    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(30)
    /// No attempt follows another faster than this.
    static let pause = Duration.milliseconds(100)

    private var limit = Self.shortest

    /// The wait after one more failure; `random` is from 0 to 1.
    mutating func next(random: Double) -> Duration {
        defer { limit = min(Self.longest, limit * 2) }
        return max(Self.pause, limit * min(max(random, 0), 1))
    }

    /// A request was answered.
    mutating func reset() {
        limit = Self.shortest
    }
}
