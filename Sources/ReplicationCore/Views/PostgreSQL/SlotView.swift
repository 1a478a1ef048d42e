/// One replication slot as all evidence together shows it. What a lost slot last held stays shown.
package struct SlotView: Hashable, Sendable {
    package var name: String
    /// `physical` or `logical`.
    package var type: String
    package var active: Bool
    /// `reserved`, `extended`, `unreserved`, `lost`; `missing` when a standby asks for it and it is not there; `nil` before version 13.
    package var walStatus: String?
    /// Bytes of WAL it holds back; of a lost slot, what it last held.
    package var retainedBytes: UInt64?
    /// Bytes that may still be written before it may be lost; negative when overdue.
    package var safeBytes: Int64?
    /// When it may be lost if WAL goes on being written as in the last minutes; `nil` when no limit is near or nothing is written.
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
