/// The result of promoting a standby now.
package struct FailoverReadiness: Hashable, Sendable {
    /// Its place among the cluster's standbys, from 1, the best first; `nil` when it must not be promoted.
    package var rank: Int?
    /// WAL that the primary wrote and this standby has not received: lost if the primary is.
    package var lossBytes: Known<UInt64>
    /// The same in time: how long ago the primary's log ended at the position that this standby has received.
    package var lossTime: Known<Duration>
    /// WAL received and not replayed yet, to be replayed before the standby accepts writes.
    package var backlogBytes: Known<UInt64>
    /// Time that this takes at the rate of the last minute; `nil` when the rate is not known.
    package var backlogTime: Duration?
    /// Reasons against promoting it, and facts to know before, as text.
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
