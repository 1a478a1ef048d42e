internal import ReplicationCore

/// The facts of one server that change slowly: asked for when a connection is new and about every half minute after.
package struct PostgresInventory: Hashable, Sendable {
    /// Where the oldest WAL segment in `pg_wal` begins; `nil` without the privilege to list it.
    package var oldestWAL: LSN?
    /// Bytes in `pg_wal`; `nil` without the privilege to list it.
    package var walDirectoryBytes: UInt64?
    /// Whether a `restore_command` is set: WAL may come from an archive; `nil` where not visible.
    package var hasRestoreCommand: Bool?
    /// `primary_slot_name`: the slot a standby asks its upstream for; `nil` where none or not visible.
    package var primarySlotName: String?
    /// The host and port in a standby's `primary_conninfo`; `nil` where not visible.
    package var primaryConninfoAddress: PostgresNodeDeclaration.Address?
    /// Settings of `postgresql.conf` that the next restart brings; only those of ``ParitySetting`` that differ.
    package var parityAfterRestart: [ParitySetting: Int]
    /// Settings that wait for a restart with a value that the role may not read (`pg_show_all_file_settings()`).
    package var parityAwaitingRestart: Set<ParitySetting> = []
    /// A lower limit of the timeline that a standby has reached (`pg_control_recovery()`).
    package var minimumTimeline: UInt32?
    /// Whether the monitoring role may open a replication connection (`REPLICATION`).
    package var mayReplicate: Bool

    package init(
        oldestWAL: LSN? = nil, walDirectoryBytes: UInt64? = nil, hasRestoreCommand: Bool? = nil,
        primarySlotName: String? = nil, primaryConninfoAddress: PostgresNodeDeclaration.Address? = nil,
        parityAfterRestart: [ParitySetting: Int] = [:], minimumTimeline: UInt32? = nil, mayReplicate: Bool = false
    ) {
        self.oldestWAL = oldestWAL
        self.walDirectoryBytes = walDirectoryBytes
        self.hasRestoreCommand = hasRestoreCommand
        self.primarySlotName = primarySlotName
        self.primaryConninfoAddress = primaryConninfoAddress
        self.parityAfterRestart = parityAfterRestart
        self.minimumTimeline = minimumTimeline
        self.mayReplicate = mayReplicate
    }
}
