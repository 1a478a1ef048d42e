package import ReplicationCore

/// One row of `pg_replication_slots`.
/// <https://www.postgresql.org/docs/current/view-pg-replication-slots.html>
package struct ReplicationSlot: Hashable, Sendable {
    package var name: String
    /// `physical` or `logical`.
    package var type: String
    package var active: Bool
    /// The process that uses the slot: the WAL sender of the link, when it is active.
    package var activePID: Int32?
    /// The oldest WAL the slot holds back; `nil` when it was never used, or is lost.
    package var restartLSN: LSN?
    /// Version 13 on.
    package var walStatus: WALStatus?
    /// Bytes that can still be written before the slot may be lost (version 13 on); negative when overdue.
    package var safeWALSize: Int64?
    /// Exists only as long as its session: never left behind.
    package var isTemporary = false
    /// How many transactions ago began what the slot keeps from vacuum (`age(xmin)`); `nil` when nothing.
    package var snapshotAge: Int64? = nil
    /// `xmin` itself: only a change of it means something.
    package var snapshotXID: UInt32? = nil
    /// As `snapshotAge`, of the catalogs (`age(catalog_xmin)`): logical slots.
    package var catalogSnapshotAge: Int64? = nil
    /// Since when it is not used, by this server's clock (version 17 on); of a synced slot, since it was last synced.
    package var inactiveSince: WallInstant? = nil
    /// Why it is of no use any more: `wal_removed`, `rows_removed`, `wal_level_insufficient`, `idle_timeout` (version 17 on; on 16
    /// a conflicting logical slot reads as `conflicting`).
    package var invalidationReason: String? = nil
    /// Whether standbys are to keep a copy of this logical slot (version 17 on).
    package var isFailover: Bool? = nil
    /// Whether it is such a copy, kept by the slot sync worker (version 17 on).
    package var isSynced: Bool? = nil

    package init(
        name: String, type: String, active: Bool, activePID: Int32? = nil, restartLSN: LSN? = nil,
        walStatus: WALStatus? = nil, safeWALSize: Int64? = nil
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
