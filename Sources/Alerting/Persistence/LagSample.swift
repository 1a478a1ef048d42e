package import ReplicationCore

/// How far a node was behind at one time, for plots.
package struct LagSample: Hashable, Sendable {
    package var cluster: String
    package var node: String
    package var at: WallInstant
    /// `nil`: not known then, which a plot shows as a gap.
    package var lag: Duration?

    package init(cluster: String, node: String, at: WallInstant, lag: Duration?) {
        self.cluster = cluster
        self.node = node
        self.at = at
        self.lag = lag
    }
}
