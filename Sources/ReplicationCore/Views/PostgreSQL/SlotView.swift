/// One replication slot as all readings together show it. Of a lost slot the last retained bytes stay shown.
package struct SlotView: Hashable, Sendable {
    package var name: String
    /// `physical` or `logical`.
    package var type: String
    package var active: Bool
    /// `reserved`, `extended`, `unreserved`, `lost`; `missing` when a standby asks for it and it does not exist; `nil`
    /// before version 13.
    package var walStatus: String?
    /// Bytes of WAL that it retains; of a lost slot, those that it last retained.
    package var retainedBytes: UInt64?
    /// Bytes that may still be written before it may be lost (`safe_wal_size`); negative when overdue.
    package var safeBytes: Int64?
    /// Time until it may be lost if WAL is written at the rate of the last minutes; `nil` when no limit is near or
    /// nothing is written.
    package var timeToLoss: Duration?

    package init(
        name: String, type: String, active: Bool, walStatus: String? = nil, retainedBytes: UInt64? = nil,
        safeBytes: Int64? = nil, timeToLoss: Duration? = nil
    ) {
        self.name = name
        self.type = type
        self.active = active
        self.walStatus = walStatus
        self.retainedBytes = retainedBytes
        self.safeBytes = safeBytes
        self.timeToLoss = timeToLoss
    }
}
