/// What promoting a standby right now would mean.
package struct FailoverReadiness: Hashable, Sendable {
    /// Its place among the cluster's standbys, from 1, the best first; `nil` when it must not be promoted.
    package var rank: Int?
    /// WAL that the primary wrote and this standby has not received: lost if the primary is.
    package var lossBytes: Known<UInt64>
    /// The same in time: how long ago the primary had no more than what is received here.
    package var lossTime: Known<Duration>
    /// WAL received and not replayed yet: what it must apply before it takes writes.
    package var backlogBytes: Known<UInt64>
    /// How long that takes at the rate of the last minute; `nil` when nothing tells.
    package var backlogTime: Duration?
    /// Why it must not be promoted, or what to know before: in words.
    package var obstacles: [String]

    package init(
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
