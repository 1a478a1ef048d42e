import PostgresReplication
import ReplicationCore

extension WALSender {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        self.init(
            pid: try row.requiredInteger("pid"), applicationName: try row.name("application_name") ?? "",
            clientAddress: try row.name("client_addr"), clientPort: try row.integer("client_port"),
            state: try row.name("state").map(WALSenderState.init(rawValue:)), sentLSN: try row.lsn("sent_lsn"),
            writeLSN: try row.lsn("write_lsn"),
            flushLSN: try row.lsn("flush_lsn"), replayLSN: try row.lsn("replay_lsn"),
            replayLag: try row.interval("replay_lag"),
            syncState: try row.name("sync_state").map(SyncState.init(rawValue:)),
            replyTime: try row.instant("reply_time"))
        syncPriority = try row.integer("sync_priority")
        snapshotXID = try row.integer("backend_xmin")
        snapshotAge = try row.integer("age(backend_xmin)")
    }
}

extension WALReceiver {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        self.init(
            pid: try row.requiredInteger("pid"), status: try row.name("status").map(WALReceiverStatus.init(rawValue:)),
            flushedLSN: try row.lsn("flushed_lsn"),
            receivedTimeline: try row.optional("received_tli") { Int32($0).map(UInt32.init(bitPattern:)) },
            lastMessageReceiptTime: try row.instant("last_msg_receipt_time"),
            latestEndLSN: try row.lsn("latest_end_lsn"), slotName: try row.name("slot_name"),
            senderHost: try row.name("sender_host"), senderPort: try row.integer("sender_port"))
        writtenLSN = try row.lsn("written_lsn")
    }
}

extension ReplicationSlot {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        self.init(
            name: try row.requiredName("slot_name"), type: try row.requiredName("slot_type"),
            active: try row.requiredFlag("active"), activePID: try row.integer("active_pid"),
            restartLSN: try row.lsn("restart_lsn"))
        isTemporary = try row.requiredFlag("temporary")
        snapshotXID = try row.integer("xmin")
        snapshotAge = try row.integer("age(xmin)")
        catalogSnapshotAge = try row.integer("age(catalog_xmin)")
        walStatus = try row.name("wal_status").map(WALStatus.init(rawValue:))
        safeWALSize = try row.integer("safe_wal_size")
        invalidationReason = try row.name("invalidation_reason")
        inactiveSince = try row.instant("inactive_since")
        isFailover = try row.flag("failover")
        isSynced = try row.flag("synced")
    }
}

extension WALArchiver {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        self.init(
            archivedCount: try row.requiredInteger("archived_count"),
            failedCount: try row.requiredInteger("failed_count"),
            lastArchivedTime: try row.instant("last_archived_time"),
            lastFailedTime: try row.instant("last_failed_time"), lastFailedWAL: try row.name("last_failed_wal"))
    }
}

extension BlockingSession {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        try self.init(next: &row)
    }

    fileprivate init(next row: inout PollRow) throws(ProbeFailure) {
        self.init(
            pid: try row.requiredInteger("pid"), state: try row.name("state"), user: try row.name("usename"),
            applicationName: try row.name("application_name"), transactionAge: try row.interval("xact_start"))
    }
}

extension OldestSnapshot {
    init(_ row: consuming PollRow) throws(ProbeFailure) {
        let session = try BlockingSession(next: &row)
        self.init(age: try row.requiredInteger("age(backend_xmin)"), session: session)
    }
}

extension RecoveryConflicts {
    /// `nil` where the row is empty: on a primary.
    init?(_ row: consuming PollRow) throws(ProbeFailure) {
        guard let tablespace: Int64 = try row.integer("confl_tablespace") else { return nil }
        self.init(
            tablespace: tablespace, lock: try row.requiredInteger("confl_lock"),
            snapshot: try row.requiredInteger("confl_snapshot"), bufferPin: try row.requiredInteger("confl_bufferpin"),
            deadlock: try row.requiredInteger("confl_deadlock"),
            logicalSlot: try row.integer("confl_active_logicalslot") ?? 0)
    }
}
