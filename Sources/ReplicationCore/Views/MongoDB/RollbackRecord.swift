/// Rollbacks of one member between two readings of its `rbid`: writes that were acknowledged by fewer than a majority
/// and undone. <https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/>
package struct RollbackRecord: Hashable, Sendable {
    package var member: String
    /// The number of rollbacks: the rise of `rbid`, at least one; less the one that the end of the process may have
    /// caused.
    package var count: Int64
    /// `rbid` after them.
    package var rollbackID: Int64
    /// The last reading with the former `rbid`: they happened after it.
    package var after: MonotonicInstant
    /// The first reading with the new one.
    package var noticedAt: MonotonicInstant
    /// `rbid` rose by one while the process was restarted: either it had ended uncleanly, which raises `rbid` by itself
    /// (`kill -9`, power loss), or writes were undone. The two cases cannot be distinguished.
    package var mayBeUncleanEnd: Bool

    package init(
        member: String, count: Int64, rollbackID: Int64, after: MonotonicInstant, noticedAt: MonotonicInstant,
        mayBeUncleanEnd: Bool = false
    ) {
        self.member = member
        self.count = count
        self.rollbackID = rollbackID
        self.after = after
        self.noticedAt = noticedAt
        self.mayBeUncleanEnd = mayBeUncleanEnd
    }
}
