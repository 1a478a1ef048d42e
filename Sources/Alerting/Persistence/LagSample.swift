package import ReplicationCore

/// The replication lag of a node at one time, for plots.
package struct LagSample: Hashable, Sendable {
    package var cluster: String
    package var node: String
    package var at: WallInstant
    /// `nil` when it was unknown; a plot shows a gap.
    package var lag: Duration?

    package init(cluster: String, node: String, at: WallInstant, lag: Duration?) {
        self.cluster = cluster
        self.node = node
        self.at = at
        self.lag = lag
    }
}
