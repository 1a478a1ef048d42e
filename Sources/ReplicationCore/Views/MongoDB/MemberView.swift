/// The values of a replica set member besides those of every node.
package struct MemberView: Hashable, Sendable {
    /// The election term it is in.
    package var term: Int64?
    /// Votes in elections, by the newest configuration.
    package var votes: Int32?
    package var priority: Double?
    package var isHidden = false
    /// Version and term of the configuration this member has.
    package var configVersion: Int64?
    package var configTerm: Int64?
    /// `nil` for an arbiter, and before the slower facts were read.
    package var oplog: OplogView?
    package var initialSync: InitialSyncProgress?
    /// Age of the positions that its lag was computed from.
    package var lagDataAge: Duration?
    /// How far its clock is ahead of the primary's, or of the members' median while no primary answers (negative:
    /// behind), give or take `clockSkewBound`.
    package var clockSkew: Duration?
    package var clockSkewBound: Duration?
    /// When its TLS certificate expires.
    package var certificateExpiresAt: WallInstant?
    package var featureCompatibilityVersion: String?
    /// `rbid`, raised by each rollback.
    package var rollbackID: Int64?

    package init(term: Int64? = nil) {
        self.term = term
    }
}
