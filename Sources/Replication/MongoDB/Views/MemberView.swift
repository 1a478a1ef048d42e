/// What is said of one member of a replica set besides what every node has.
public struct MemberView: Hashable, Sendable {
    /// Votes in elections, by the newest configuration.
    public var votes: Int32?
    public var priority: Double?
    public var isHidden = false
    /// Version and term of the configuration this member has.
    public var configVersion: Int64?
    public var configTerm: Int64?
    /// `nil` for an arbiter, and before the slower facts were read.
    public var oplog: OplogView?
    public var initialSync: InitialSyncProgress?
    /// Age of the positions that its lag was computed from.
    public var lagDataAge: Duration?
    /// How far its clock is ahead of the primary's, or of the members' median while no primary answers (negative:
    /// behind), give or take `clockSkewBound`.
    public var clockSkew: Duration?
    public var clockSkewBound: Duration?
    /// When its TLS certificate expires.
    public var certificateExpiresAt: WallInstant?
    public var featureCompatibilityVersion: String?
    /// `rbid`, raised by each rollback.
    public var rollbackID: Int64?

    public init() {}
}
