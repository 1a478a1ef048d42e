import ReplicationCore

/// The wait before a failed request is retried: "full jitter", uniform between zero and a limit that doubles from one
/// second to half a minute, so that many senders do not retry in step.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
struct RetryDelay: Sendable {
    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(30)
    /// The shortest time between two attempts.
    static let pause = Duration.milliseconds(100)

    private var limit = Self.shortest

    /// The wait after another failure; `random` is from 0 to 1.
    mutating func next(random: Double) -> Duration {
        defer { limit = min(Self.longest, limit * 2) }
        return max(Self.pause, limit * min(max(random, 0), 1))
    }

    /// A request was answered.
    mutating func reset() {
        limit = Self.shortest
    }
}
