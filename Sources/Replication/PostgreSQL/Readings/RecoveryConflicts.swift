/// Queries cancelled on a standby because replay needed what they held (`pg_stat_database_conflicts`, all databases).
/// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT>
public struct RecoveryConflicts: Hashable, Sendable {
    public var tablespace: Int64
    public var lock: Int64
    public var snapshot: Int64
    public var bufferPin: Int64
    public var deadlock: Int64
    /// Version 16 on.
    public var logicalSlot: Int64

    public init(
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
