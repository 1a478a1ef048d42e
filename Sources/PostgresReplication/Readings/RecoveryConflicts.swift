internal import ReplicationCore

/// Queries cancelled on a standby because replay needed what they held (`pg_stat_database_conflicts`, all databases).
/// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT>
package struct RecoveryConflicts: Hashable, Sendable {
    package var tablespace: Int64
    package var lock: Int64
    package var snapshot: Int64
    package var bufferPin: Int64
    package var deadlock: Int64
    /// Version 16 on.
    package var logicalSlot: Int64

    package init(
        tablespace: Int64 = 0, lock: Int64 = 0, snapshot: Int64 = 0, bufferPin: Int64 = 0, deadlock: Int64 = 0,
        logicalSlot: Int64 = 0
    ) {
        self.tablespace = tablespace
        self.lock = lock
        self.snapshot = snapshot
        self.bufferPin = bufferPin
        self.deadlock = deadlock
        self.logicalSlot = logicalSlot
    }
}
