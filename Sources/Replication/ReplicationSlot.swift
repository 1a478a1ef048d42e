/// One row of `pg_replication_slots`.
/// <https://www.postgresql.org/docs/current/view-pg-replication-slots.html>
public struct ReplicationSlot: Hashable, Sendable {
    public var name: String
    /// `physical` or `logical`.
    public var type: String
    public var active: Bool
    /// The process that uses the slot: the WAL sender of the link, when it is active.
    public var activePID: Int32?
    /// The oldest WAL the slot holds back; `nil` when it was never used, or is lost.
    public var restartLSN: LSN?
    /// `reserved`, `extended`, `unreserved`, `lost` (version 13 on).
    public var walStatus: String?
    /// Bytes that can still be written before the slot may be lost (version 13 on); negative when overdue.
    public var safeWALSize: Int64?

    public init(
        name: String, type: String, active: Bool, activePID: Int32? = nil, restartLSN: LSN? = nil,
        walStatus: String? = nil, safeWALSize: Int64? = nil
    ) {
        self.name = name
        self.type = type
        self.active = active
        self.activePID = activePID
        self.restartLSN = restartLSN
        self.walStatus = walStatus
        self.safeWALSize = safeWALSize
    }
}
