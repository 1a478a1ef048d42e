public import Replication

/// How far a node was behind at one time, for plots.
public struct LagSample: Hashable, Sendable {
    public var cluster: String
    public var node: String
    public var at: WallInstant
    /// `nil`: not known then, which a plot shows as a gap.
    public var lag: Duration?

    public init(cluster: String, node: String, at: WallInstant, lag: Duration?) {
        self.cluster = cluster
        self.node = node
        self.at = at
        self.lag = lag
    }
}
