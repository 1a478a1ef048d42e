package import ReplicationCore

/// `pg_stat_archiver`: how the archiving of WAL goes.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW>
package struct WALArchiver: Hashable, Sendable {
    package var archivedCount: Int64
    package var failedCount: Int64
    /// By this server's clock, as all times here.
    package var lastArchivedTime: WallInstant?
    package var lastFailedTime: WallInstant?
    /// The file that last could not be archived.
    package var lastFailedWAL: String?

    package init(
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
