internal import ReplicationCore

/// How much may be cut off the oplog that a member copies from before it can no longer go on where it stopped.
struct OplogHeadroom: Hashable, Sendable {
    /// Zero once it has fallen off.
    var time: Duration
    /// The member whose oplog reaches back furthest of those it could sync from.
    var source: String
    /// At the rate at which entries were cut off lately, or come; `nil` for a member that keeps up.
    var fallsOffIn: Duration?
}
