import PostgresReplication
import ReplicationCore

/// Turns the rows of a `PollStatement` into a reading.
struct PostgresReadingDecoder {
    /// The most rows of one kind that are used; a server has tens of WAL senders and slots, rarely hundreds.
    static let mostRows = 1000

    private var server: Server?
    private var settings = ServerSettings()
    private var sessions: SessionCounts?
    private var archiver: WALArchiver?
    private var conflicts: RecoveryConflicts?
    private var blockingSession: BlockingSession?
    private var oldestSnapshot: OldestSnapshot?
    private var walReceiver: WALReceiver?
    private var walSenders: [WALSender] = []
    private var walSenderCount = 0
    private var slots: [ReplicationSlot] = []
    private var inventory: InventoryRow?

    /// Reads all rows, in any order.
    /// - Throws: `.malformed` with the name of the first field that is missing or not valid.
    static func decode(_ rows: [[String?]], serverVersion: Int) throws(ProbeFailure) -> PostgresReading {
        var decoder = PostgresReadingDecoder()
        for cells in rows { try decoder.read(PollRow(cells)) }
        return try decoder.reading(serverVersion: serverVersion)
    }

    private mutating func read(_ row: PollRow) throws(ProbeFailure) {
        switch row.kind {
        case "server": server = try Server(row)
        case "settings": settings = try ServerSettings(row)
        case "wal_sender":
            let sender = try WALSender(row)
            walSenderCount += 1
            if walSenders.count < Self.mostRows { walSenders.append(sender) }
        case "wal_receiver": walReceiver = try WALReceiver(row)
        case "slot":
            let slot = try ReplicationSlot(row)
            if slots.count < Self.mostRows { slots.append(slot) }
        case "archiver": archiver = try WALArchiver(row)
        case "sessions": sessions = try SessionCounts(row)
        case "blocking_session": blockingSession = try BlockingSession(row)
        case "oldest_snapshot": oldestSnapshot = try OldestSnapshot(row)
        case "conflicts": conflicts = try RecoveryConflicts(row)
        case "inventory": inventory = try InventoryRow(row)
        default: throw .malformed(field: "kind of row: \(row.kind)")
        }
    }

    private func reading(serverVersion: Int) throws(ProbeFailure) -> PostgresReading {
        guard let server else { throw .malformed(field: "server") }
        let rights = rights(server)
        var reading = PostgresReading(
            serverVersion: serverVersion, systemIdentifier: server.systemIdentifier, startedAt: server.startedAt,
            serverTime: server.time, role: role(server), walSenders: walSenders, slots: slots,
            settings: settings.reading, missingPrivileges: rights.missing)
        if rights.statistics {
            reading.sessions = settings.sessions(sessions, walSenders: walSenderCount, serverVersion: serverVersion)
        }
        reading.archiver = archiver
        reading.inventory = try inventory?.inventory(segmentBytes: settings.reading.walSegmentBytes)
        return reading
    }

    private func role(_ server: Server) -> PostgresReading.Role {
        guard case .standby(var standby) = server.role else { return server.role }
        standby.walReceiver = walReceiver
        standby.startupWaitEventType = sessions?.startupWaitEventType.map(WaitEvent.Class.init(rawValue:))
        standby.startupWaitEvent = sessions?.startupWaitEvent.map(WaitEvent.init(rawValue:))
        standby.blockingSession = blockingSession
        standby.oldestSnapshot = oldestSnapshot
        standby.recoveryConflicts = conflicts
        return .standby(standby)
    }

    // The views show a row with a NULL state without the privilege, whatever the role seems to be granted.
    private func rights(_ server: Server) -> MonitoringRights {
        var rights = server.rights
        if walSenders.contains(where: { $0.state == nil }) || walReceiver.map({ $0.status == nil }) ?? false {
            rights.statistics = false
        }
        return rights
    }

    /// The `server` row.
    private struct Server {
        var systemIdentifier: UInt64?
        var startedAt: WallInstant?
        var time: WallInstant
        var rights: MonitoringRights
        var role: PostgresReading.Role

        init(_ row: consuming PollRow) throws(ProbeFailure) {
            let inRecovery = try row.requiredFlag("in_recovery")
            systemIdentifier = try row.integer("system_identifier").map(UInt64.init(bitPattern:))
            startedAt = try row.instant("pg_postmaster_start_time")
            time = WallInstant(milliseconds: try row.requiredInteger("clock_timestamp"))
            rights = MonitoringRights(
                statistics: try row.requiredFlag("pg_read_all_stats"),
                settings: try row.requiredFlag("pg_read_all_settings"),
                walDirectory: try row.requiredFlag("pg_ls_waldir"))
            let currentLSN = try row.lsn("current_lsn")
            let timeline = try row.optional("timeline") { UInt32($0, radix: 16) }
            let replayLSN = try row.lsn("replay_lsn")
            let standby = PostgresReading.Standby(
                receiveLSN: try row.lsn("receive_lsn"), replayLSN: replayLSN,
                lastReplayedTransactionAt: try row.instant("last_xact_replay_timestamp"),
                pauseState: try row.optional("pause_state", PostgresReading.PauseState.init(rawValue:)) ?? .notPaused,
                walReceiver: nil, startupWaitEvent: nil)
            if inRecovery {
                role = .standby(standby)
            } else {
                guard let currentLSN else { throw row.malformed("current_lsn") }
                guard let timeline else { throw row.malformed("timeline") }
                role = .primary(PostgresReading.Primary(currentLSN: currentLSN, timeline: timeline))
            }
        }
    }
}
