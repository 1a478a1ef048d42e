package import ReplicationCore

/// The row of `pg_stat_wal_receiver`: the downstream's end of a link.
///
/// Everything but `pid` is `nil` when the monitoring role lacks `pg_read_all_stats`.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-WAL-RECEIVER-VIEW>
package struct WALReceiver: Hashable, Sendable {
    /// The WAL receiver's process.
    package var pid: Int32
    package var status: WALReceiverStatus?
    /// The end of what was written here, not necessarily flushed yet (`written_lsn`, version 13 on).
    package var writtenLSN: LSN? = nil
    /// The end of what was flushed here (`flushed_lsn`, before version 13 `received_lsn`). After a restart of the standby it
    /// stays at the beginning of the segment until new WAL arrives.
    package var flushedLSN: LSN?
    /// The timeline of that position; meaningless until `latestEndLSN` is known.
    package var receivedTimeline: UInt32?
    /// Receipt of the last message, this server's clock.
    package var lastMessageReceiptTime: WallInstant?
    /// The upstream's end of WAL as it last reported it.
    package var latestEndLSN: LSN?
    package var slotName: String?
    /// The upstream's host that this server connected to (version 11 on).
    package var senderHost: String?
    package var senderPort: Int32?

    package init(
        pid: Int32, status: WALReceiverStatus? = nil, flushedLSN: LSN? = nil, receivedTimeline: UInt32? = nil,
        lastMessageReceiptTime: WallInstant? = nil, latestEndLSN: LSN? = nil, slotName: String? = nil,
        senderHost: String? = nil, senderPort: Int32? = nil
    ) {
        self.pid = pid
        self.status = status
        self.flushedLSN = flushedLSN
        self.receivedTimeline = receivedTimeline
        self.lastMessageReceiptTime = lastMessageReceiptTime
        self.latestEndLSN = latestEndLSN
        self.slotName = slotName
        self.senderHost = senderHost
        self.senderPort = senderPort
    }
}
