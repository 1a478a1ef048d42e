/// `pg_stat_archiver`: how the archiving of WAL goes.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW>
public struct WALArchiver: Hashable, Sendable {
    public var archivedCount: Int64
    public var failedCount: Int64
    /// By this server's clock, as all times here.
    public var lastArchivedTime: WallInstant?
    public var lastFailedTime: WallInstant?
    /// The file that last could not be archived.
    public var lastFailedWAL: String?

    public init(
        archivedCount: Int64, failedCount: Int64, lastArchivedTime: WallInstant? = nil,
        lastFailedTime: WallInstant? = nil, lastFailedWAL: String? = nil
    ) {
        self.archivedCount = archivedCount
        self.failedCount = failedCount
        self.lastArchivedTime = lastArchivedTime
        self.lastFailedTime = lastFailedTime
        self.lastFailedWAL = lastFailedWAL
    }
}
