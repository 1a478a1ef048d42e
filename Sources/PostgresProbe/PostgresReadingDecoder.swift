import Replication

/// Turns the rows of a `PollStatement` into a reading.
struct PostgresReadingDecoder {
    /// The grant that shows what a plain login role may not see.
    static let statisticsPrivilege = "pg_read_all_stats (granted by pg_monitor)"

    private var server: Server?
    private var settings = PostgresReading.Settings()
    private var walSenders: [WALSender] = []
    private var walReceiver: WALReceiver?
    private var slots: [ReplicationSlot] = []

    /// What the `server` row holds.
    private struct Server {
        var systemIdentifier: UInt64?
        var startedAt: WallInstant?
        var time: WallInstant
        var seesStatistics: Bool
        var role: PostgresReading.Role
    }

    /// Reads all rows, in any order.
    /// - Throws: `.malformed` with the name of the first field that is missing or not understood.
    static func decode(_ rows: [[String?]], serverVersion: Int) throws(ProbeFailure) -> PostgresReading {
        var decoder = PostgresReadingDecoder()
        for cells in rows { try decoder.read(PollRow(cells)) }
        return try decoder.reading(serverVersion: serverVersion)
    }

    private mutating func read(_ row: PollRow) throws(ProbeFailure) {
        switch row.kind {
        case "server": server = try Self.server(row)
        case "settings": settings = try Self.settings(row)
        case "wal_sender": walSenders.append(try Self.walSender(row))
        case "wal_receiver": walReceiver = try Self.walReceiver(row)
        case "slot": slots.append(try Self.slot(row))
        default: throw .malformed(field: "kind of row: \(row.kind)")
        }
    }

    private func reading(serverVersion: Int) throws(ProbeFailure) -> PostgresReading {
        guard let server else { throw .malformed(field: "server") }
        var role = server.role
        if case .standby(var standby) = role {
            standby.walReceiver = walReceiver
            role = .standby(standby)
        }
        return PostgresReading(
            serverVersion: serverVersion, systemIdentifier: server.systemIdentifier, startedAt: server.startedAt,
            serverTime: server.time, role: role, walSenders: walSenders, slots: slots, settings: settings,
            missingPrivileges: missesStatistics(server) ? [Self.statisticsPrivilege] : [])
    }

    // A row whose state is NULL is what the views show without the privilege, whatever the role seems to be granted.
    private func missesStatistics(_ server: Server) -> Bool {
        !server.seesStatistics || walSenders.contains { $0.state == nil }
            || walReceiver.map { $0.status == nil } ?? false
    }

    private static func server(_ row: consuming PollRow) throws(ProbeFailure) -> Server {
        let inRecovery = try row.required("in_recovery", boolean)
        let systemIdentifier = try row.optional("system_identifier") { Int64($0).map(UInt64.init(bitPattern:)) }
        let startedAt = try row.instant("pg_postmaster_start_time")
        let time = try row.required("clock_timestamp") { Int64($0).map(WallInstant.init(milliseconds:)) }
        let seesStatistics = try row.required("pg_read_all_stats", boolean)
        let currentLSN = try row.lsn("current_lsn")
        let timeline = try row.optional("timeline") { UInt32($0, radix: 16) }
        let standby = try standby(&row)
        let role: PostgresReading.Role
        if inRecovery {
            role = .standby(standby)
        } else {
            guard let currentLSN else { throw row.malformed("current_lsn") }
            guard let timeline else { throw row.malformed("timeline") }
            role = .primary(PostgresReading.Primary(currentLSN: currentLSN, timeline: timeline))
        }
        return Server(
            systemIdentifier: systemIdentifier, startedAt: startedAt, time: time, seesStatistics: seesStatistics,
            role: role)
    }

    /// The rest of the `server` row: all NULL on a primary.
    private static func standby(_ row: inout PollRow) throws(ProbeFailure) -> PostgresReading.Standby {
        let replayLSN = try row.lsn("replay_lsn")
        return PostgresReading.Standby(
            receiveLSN: try row.lsn("receive_lsn"), replayLSN: replayLSN,
            lastReplayedTransactionAt: try row.instant("last_xact_replay_timestamp"),
            pauseState: try row.optional("pause_state", PostgresReading.PauseState.init(rawValue:)) ?? .notPaused,
            walReceiver: nil, startupWaitEvent: try row.text("startup_wait_event"))
    }

    private static func settings(_ row: consuming PollRow) throws(ProbeFailure) -> PostgresReading.Settings {
        PostgresReading.Settings(
            walReceiverTimeout: try row.optional("wal_receiver_timeout") {
                SettingDuration.parse($0, unit: .milliseconds)
            },
            walReceiverStatusInterval: try row.optional("wal_receiver_status_interval") {
                SettingDuration.parse($0, unit: .seconds)
            },
            walSenderTimeout: try row.optional("wal_sender_timeout") { SettingDuration.parse($0, unit: .milliseconds) },
            recoveryMinApplyDelay: try row.optional("recovery_min_apply_delay") {
                SettingDuration.parse($0, unit: .milliseconds)
            })
    }

    private static func walSender(_ row: consuming PollRow) throws(ProbeFailure) -> WALSender {
        WALSender(
            pid: try row.required("pid") { Int32($0) }, applicationName: try row.text("application_name") ?? "",
            clientAddress: try row.text("client_addr"), clientPort: try row.optional("client_port") { Int32($0) },
            state: try row.text("state"), sentLSN: try row.lsn("sent_lsn"), writeLSN: try row.lsn("write_lsn"),
            flushLSN: try row.lsn("flush_lsn"), replayLSN: try row.lsn("replay_lsn"),
            replayLag: try row.optional("replay_lag") { Int64($0).map(Duration.microseconds) },
            syncState: try row.text("sync_state"), replyTime: try row.instant("reply_time"))
    }

    private static func walReceiver(_ row: consuming PollRow) throws(ProbeFailure) -> WALReceiver {
        WALReceiver(
            pid: try row.required("pid") { Int32($0) }, status: try row.text("status"),
            flushedLSN: try row.lsn("flushed_lsn"),
            receivedTimeline: try row.optional("received_tli") { Int32($0).map(UInt32.init(bitPattern:)) },
            lastMessageReceiptTime: try row.instant("last_msg_receipt_time"),
            latestEndLSN: try row.lsn("latest_end_lsn"), slotName: try row.text("slot_name"),
            senderHost: try row.text("sender_host"), senderPort: try row.optional("sender_port") { Int32($0) })
    }

    private static func slot(_ row: consuming PollRow) throws(ProbeFailure) -> ReplicationSlot {
        ReplicationSlot(
            name: try row.required("slot_name") { $0 }, type: try row.required("slot_type") { $0 },
            active: try row.required("active", boolean), activePID: try row.optional("active_pid") { Int32($0) },
            restartLSN: try row.lsn("restart_lsn"), walStatus: try row.text("wal_status"),
            safeWALSize: try row.optional("safe_wal_size") { Int64($0) })
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
