/// What promoting a standby right now would mean.
public struct FailoverReadiness: Hashable, Sendable {
    /// Its place among the cluster's standbys, from 1, the best first; `nil` when it must not be promoted.
    public var rank: Int?
    /// WAL that the primary wrote and this standby has not received: lost if the primary is.
    public var lossBytes: Known<UInt64>
    /// The same in time: how long ago the primary had no more than what is received here.
    public var lossTime: Known<Duration>
    /// WAL received and not replayed yet: what it must apply before it takes writes.
    public var backlogBytes: Known<UInt64>
    /// How long that takes at the rate of the last minute; `nil` when nothing tells.
    public var backlogTime: Duration?
    /// Why it must not be promoted, or what to know before: in words.
    public var obstacles: [String]

    public init(
        rank: Int? = nil, lossBytes: Known<UInt64>, lossTime: Known<Duration>, backlogBytes: Known<UInt64>,
        backlogTime: Duration? = nil, obstacles: [String] = []
    ) {
        self.rank = rank
        self.lossBytes = lossBytes
        self.lossTime = lossTime
        self.backlogBytes = backlogBytes
        self.backlogTime = backlogTime
        self.obstacles = obstacles
    }
}
