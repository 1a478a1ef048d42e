package import ReplicationCore

/// One row of `pg_stat_replication`: the upstream's end of a link.
///
/// Everything but `pid` and `applicationName` is `nil` when the monitoring role lacks `pg_read_all_stats`.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW>
package struct WALSender: Hashable, Sendable {
    /// The WAL sender's process.
    package var pid: Int32
    /// The name the standby gave itself; not unique.
    package var applicationName: String
    /// The standby's address as the upstream sees it; `nil` over a unix socket.
    package var clientAddress: String?
    /// The standby's port as the upstream sees it; -1 over a unix socket.
    package var clientPort: Int32?
    package var state: WALSenderState?
    package var sentLSN: LSN?
    package var writeLSN: LSN?
    package var flushLSN: LSN?
    package var replayLSN: LSN?
    /// The upstream's own estimate of replay delay: shown, never the verdict (it freezes on a stalled link).
    package var replayLag: Duration?
    package var syncState: SyncState?
    /// Send time of the last reply, the *standby's* clock: only a change of it means something (version 12 on).
    package var replyTime: WallInstant?
    /// `sync_priority`: the place in `FIRST n (…)`, from 1; 0 when asynchronous.
    package var syncPriority: Int32? = nil
    /// How many transactions ago the snapshot began that `hot_standby_feedback` reports (`age(backend_xmin)`); `nil` when none, or
    /// when a slot carries it.
    package var snapshotAge: Int64? = nil
    /// `backend_xmin` itself: only a change of it means something.
    package var snapshotXID: UInt32? = nil

    package init(
        pid: Int32, applicationName: String, clientAddress: String? = nil, clientPort: Int32? = nil,
        state: WALSenderState? = nil, sentLSN: LSN? = nil, writeLSN: LSN? = nil, flushLSN: LSN? = nil,
        replayLSN: LSN? = nil,
        replayLag: Duration? = nil, syncState: SyncState? = nil, replyTime: WallInstant? = nil
    ) {
        self.pid = pid
        self.applicationName = applicationName
        self.clientAddress = clientAddress
        self.clientPort = clientPort
        self.state = state
        self.sentLSN = sentLSN
        self.writeLSN = writeLSN
        self.flushLSN = flushLSN
        self.replayLSN = replayLSN
        self.replayLag = replayLag
        self.syncState = syncState
        self.replyTime = replyTime
    }
}
