import PostgresReplication
import ReplicationCore
import Testing

@testable import PostgresProbe

struct PostgresReadingDecoderTests {
    private static let primary = row(
        "server", "false", "7711149421264125616", "1795391883719", "1795391910629", "true", "true", "true",
        "16/B374D848", "0000000A")
    private static let standby = row(
        "server", "true", "7711149421264125616", "1795391884190", "1795391910669", "true", "true", "true", nil, nil,
        "0/3000060", "0/3000100", "1795391910000", "pause requested")
    private static let settings = row(
        "settings", "1min", "10s", "0", "1h", "50", "5", "64", "10", "8", "3", "2", "ANY 1 (a, b)", "remote_apply",
        "on", "1073741824", "16777216")
    private static let walSender = row(
        "wal_sender", "16128", "db-b", "10.0.2.10", "36920", "streaming", "0/3000060", "0/3000050", "0/3000040",
        "0/3000030", "1500", "async", "1795391908791", "1", "740", "12")
    private static let walReceiver = row(
        "wal_receiver", "16125", "streaming", "0/3000060", "2", "1795391898746", "0/3000070", "db_b", "10.0.1.10",
        "5432")
    private static let slot = row(
        "slot", "db_b", "physical", "false", nil, "0/3000060", "true", "741", "13", "14", "unreserved", "-323906992",
        "idle_timeout", "1795391900000", "true", "false")
    private static let archiver = row(
        "archiver", "7", "3", "1795391900000", "1795391901000", "000000010000000000000004")
    private static let sessions = row("sessions", "6", "2", "2500000", "Lock", "relation")
    private static let blocking = row("blocking_session", "99", "active", "report", "psql", "60000000")
    private static let snapshot = row("oldest_snapshot", "98", "idle in transaction", "report", "", "1000000", "1234")
    private static let conflicts = row("conflicts", "1", "2", "3", "4", "5", "6")
    private static let inventory = row(
        "inventory", "0000001600000002", "67108864", "true", "db_b", "10.0.1.10,10.0.1.11", "5433,5434", "3", "true",
        "max_connections,max_wal_senders", "max_connections=80")

    @Test func primaryReading() throws {
        let reading = try decode([Self.primary, Self.settings, Self.walSender, Self.slot])
        var sender = WALSender(
            pid: 16128, applicationName: "db-b", clientAddress: "10.0.2.10", clientPort: 36920, state: "streaming",
            sentLSN: LSN("0/3000060"), writeLSN: LSN("0/3000050"), flushLSN: LSN("0/3000040"),
            replayLSN: LSN("0/3000030"), replayLag: .microseconds(1500), syncState: "async",
            replyTime: WallInstant(milliseconds: 1_795_391_908_791))
        (sender.syncPriority, sender.snapshotXID, sender.snapshotAge) = (1, 740, 12)
        var slot = ReplicationSlot(
            name: "db_b", type: "physical", active: false, restartLSN: LSN("0/3000060"), walStatus: "unreserved",
            safeWALSize: -323_906_992)
        (slot.isTemporary, slot.snapshotXID, slot.snapshotAge, slot.catalogSnapshotAge) = (true, 741, 13, 14)
        (slot.invalidationReason, slot.isFailover, slot.isSynced) = ("idle_timeout", true, false)
        slot.inactiveSince = WallInstant(milliseconds: 1_795_391_900_000)
        var settings = PostgresReading.Settings(
            walReceiverTimeout: .seconds(60), walReceiverStatusInterval: .seconds(10), walSenderTimeout: .zero,
            recoveryMinApplyDelay: .seconds(3600))
        settings.parity = [
            .maxConnections: 50, .maxPreparedTransactions: 5, .maxLocksPerTransaction: 64, .maxWALSenders: 10,
            .maxWorkerProcesses: 8,
        ]
        (settings.synchronousStandbyNames, settings.synchronousCommit) = ("ANY 1 (a, b)", "remote_apply")
        (settings.hotStandbyFeedback, settings.maxSlotWALKeepBytes) = (true, 1 << 30)
        settings.walSegmentBytes = 1 << 24
        #expect(
            reading
                == PostgresReading(
                    serverVersion: 150_020, systemIdentifier: 7_711_149_421_264_125_616,
                    startedAt: WallInstant(milliseconds: 1_795_391_883_719),
                    serverTime: WallInstant(milliseconds: 1_795_391_910_629),
                    role: .primary(.init(currentLSN: LSN(rawValue: 0x16_B374_D848), timeline: 10)),
                    walSenders: [sender], slots: [slot], settings: settings))
    }

    @Test func standbyReading() throws {
        let receiver = WALReceiver(
            pid: 16125, status: "streaming", flushedLSN: LSN("0/3000060"), receivedTimeline: 2,
            lastMessageReceiptTime: WallInstant(milliseconds: 1_795_391_898_746), latestEndLSN: LSN("0/3000070"),
            slotName: "db_b", senderHost: "10.0.1.10", senderPort: 5432)
        var standby = PostgresReading.Standby(
            receiveLSN: LSN("0/3000100"), replayLSN: LSN("0/3000060"),
            lastReplayedTransactionAt: WallInstant(milliseconds: 1_795_391_910_000), pauseState: .pauseRequested,
            walReceiver: receiver, startupWaitEvent: "relation")
        standby.startupWaitEventType = "Lock"
        standby.blockingSession = BlockingSession(
            pid: 99, state: "active", user: "report", applicationName: "psql", transactionAge: .seconds(60))
        standby.oldestSnapshot = OldestSnapshot(
            age: 1234,
            session: BlockingSession(
                pid: 98, state: "idle in transaction", user: "report", applicationName: "", transactionAge: .seconds(1))
        )
        standby.recoveryConflicts = RecoveryConflicts(
            tablespace: 1, lock: 2, snapshot: 3, bufferPin: 4, deadlock: 5, logicalSlot: 6)
        let rows = [Self.walReceiver, Self.sessions, Self.conflicts, Self.blocking, Self.snapshot, Self.standby]
        #expect(try decode(rows).role == .standby(standby))
    }

    @Test func archiverIsThereWhenItsRowIs() throws {
        #expect(
            try decode([Self.primary, Self.archiver]).archiver
                == WALArchiver(
                    archivedCount: 7, failedCount: 3, lastArchivedTime: WallInstant(milliseconds: 1_795_391_900_000),
                    lastFailedTime: WallInstant(milliseconds: 1_795_391_901_000),
                    lastFailedWAL: "000000010000000000000004"))
        #expect(try decode([Self.primary]).archiver == nil)
    }

    @Test func sessionsAreCountedAgainstTheLimits() throws {
        let rows = [Self.primary, Self.settings, Self.sessions, Self.walSender, Self.walSender]
        #expect(
            try decode(rows).sessions
                == PostgresSessions(
                    clients: 6, freeForClients: 39, freeWALSenders: 8, waitingForSync: 2, longestSyncWait: .seconds(2.5)
                ))
        #expect(try PostgresReadingDecoder.decode(rows, serverVersion: 110_000).sessions?.freeForClients == 37)
        #expect(try decode([Self.primary, Self.sessions]).sessions == nil)
        var server = Self.primary
        server[5] = "false"
        #expect(try decode([server, Self.settings, Self.sessions]).sessions == nil)
    }

    @Test func moreSessionsThanOrdinaryRolesMayHave() throws {
        var sessions = Self.sessions
        sessions[1] = "50"
        #expect(try decode([Self.primary, Self.settings, sessions]).sessions?.freeForClients == 0)
    }

    @Test func inventoryOfARow() throws {
        var expected = PostgresInventory(
            oldestWAL: LSN("16/2000000"), walDirectoryBytes: 67_108_864, hasRestoreCommand: true,
            primarySlotName: "db_b", primaryConninfoAddress: .init(host: "10.0.1.10", port: 5433),
            parityAfterRestart: [.maxConnections: 80], minimumTimeline: 3, mayReplicate: true)
        expected.parityAwaitingRestart = [.maxWALSenders]
        #expect(try decode([Self.standby, Self.settings, Self.inventory]).inventory == expected)
        #expect(try decode([Self.standby, Self.settings]).inventory == nil)
        #expect(try decode([Self.standby, Self.row("inventory")]).inventory == PostgresInventory())
    }

    @Test(
        arguments: [
            ("db-a", nil, "db-a", 5432), ("db-a,db-c", nil, "db-a", 5432), ("::1", "5433", "::1", 5433),
            (nil, "5433", nil, 0), (",db-c", "5433", nil, 0), ("db-a", ",5433", "db-a", 5432), ("db-a", "x", nil, 0),
        ] as [(String?, String?, String?, Int32)])
    func primaryConninfoAddress(_ host: String?, _ port: String?, _ expectedHost: String?, _ expectedPort: Int32) throws
    {
        var row = Self.inventory
        (row[5], row[6]) = (host, port)
        #expect(
            try decode([Self.standby, row]).inventory?.primaryConninfoAddress
                == expectedHost.map { .init(host: $0, port: expectedPort) })
    }

    @Test func unknownStaysUnknown() throws {
        var sender = Self.walSender
        for column in 3..<sender.count { sender[column] = nil }
        sender[5] = "startup"
        sender[6] = "0/0"
        let reading = try decode([Self.primary, sender, Self.row("settings"), Self.row("conflicts")])
        #expect(reading.walSenders == [WALSender(pid: 16128, applicationName: "db-b", state: "startup")])
        #expect(reading.settings == PostgresReading.Settings())
    }

    @Test func slotsMayKeepAnyAmount() throws {
        var settings = Self.settings
        settings[15] = "-1"
        #expect(try decode([Self.primary, settings]).settings.maxSlotWALKeepBytes == nil)
    }

    @Test func identifierAboveTheSignedRange() throws {
        var row = Self.primary
        row[2] = "-1"
        #expect(try decode([row]).systemIdentifier == .max)
    }

    @Test(
        arguments: [
            ([5], "pg_read_all_stats", 4), ([6], "pg_read_all_settings", 1), ([7], "pg_monitor", 2),
            ([5, 6], "pg_monitor", 5), ([5, 6, 7], "pg_monitor", 7),
        ] as [([Int], String, Int)])
    func missingPrivilegeIsNamedByItsGrant(_ columns: [Int], _ grant: String, _ hidden: Int) throws {
        var server = Self.primary
        for column in columns { server[column] = "false" }
        let missing = try decode([server]).missingPrivileges
        #expect(missing.map(\.grant) == [grant])
        #expect(missing.first?.hides.count == hidden)
    }

    @Test func emptyRowsTellOfAMissingPrivilege() throws {
        var (sender, receiver) = (Self.walSender, Self.walReceiver)
        sender[5] = nil
        receiver[2] = nil
        #expect(try decode([Self.primary, sender]).missingPrivileges.map(\.grant) == ["pg_read_all_stats"])
        #expect(try decode([Self.standby, receiver]).missingPrivileges.map(\.grant) == ["pg_read_all_stats"])
        #expect(try decode([Self.primary, Self.walSender]).missingPrivileges == [])
    }

    @Test(
        arguments: [
            (primary, 1, "maybe", "server.in_recovery"), (primary, 1, nil, "server.in_recovery"),
            (primary, 4, nil, "server.clock_timestamp"), (primary, 7, nil, "server.pg_ls_waldir"),
            (primary, 8, nil, "server.current_lsn"), (primary, 8, "0/0", "server.current_lsn"),
            (primary, 8, "16-B3", "server.current_lsn"), (primary, 9, nil, "server.timeline"),
            (primary, 9, "zz", "server.timeline"), (standby, 13, "resting", "server.pause_state"),
            (settings, 1, "soon", "settings.wal_receiver_timeout"), (settings, 5, "1e2", "settings.max_connections"),
            (settings, 5, "9999999999", "settings.max_connections"),
            (settings, 14, "maybe", "settings.hot_standby_feedback"),
            (settings, 16, "-1", "settings.wal_segment_size"), (walSender, 1, nil, "wal_sender.pid"),
            (walSender, 1, "99999999999", "wal_sender.pid"), (walSender, 10, "x", "wal_sender.replay_lag"),
            (walSender, 14, "-3", "wal_sender.backend_xmin"), (walReceiver, 4, "x", "wal_receiver.received_tli"),
            (slot, 1, nil, "slot.slot_name"), (slot, 3, "t", "slot.active"), (slot, 6, nil, "slot.temporary"),
            (slot, 11, "1e3", "slot.safe_wal_size"), (archiver, 1, nil, "archiver.archived_count"),
            (sessions, 1, "-x", "sessions.clients"), (sessions, 2, nil, "sessions.waiting_for_sync"),
            (blocking, 1, nil, "blocking_session.pid"), (blocking, 5, "old", "blocking_session.xact_start"),
            (snapshot, 6, nil, "oldest_snapshot.age(backend_xmin)"), (conflicts, 3, nil, "conflicts.confl_snapshot"),
            (inventory, 1, "000000160000000", "inventory.oldest_wal"),
            (inventory, 1, "0000001600000x02", "inventory.oldest_wal"),
            (inventory, 1, "0000001600000100", "inventory.oldest_wal"), (inventory, 2, "-1", "inventory.wal_bytes"),
            (inventory, 3, "yes", "inventory.restore_command"), (primary, 0, "verse", "kind of row: verse"),
            (primary, 0, nil, "kind of row"),
        ] as [([String?], Int, String?, String)])
    func malformedFieldIsNamed(_ row: [String?], _ column: Int, _ value: String?, _ field: String) {
        var changed = row
        changed[column] = value
        let rows = row[0] == "server" ? [changed] : [Self.primary, Self.settings, changed]
        #expect(throws: ProbeFailure.malformed(field: field)) { try decode(rows) }
    }

    @Test func shortOrEmptyAnswers() {
        #expect(throws: ProbeFailure.malformed(field: "server")) { try decode([]) }
        #expect(throws: ProbeFailure.malformed(field: "kind of row")) { try decode([[]]) }
        let longest = [
            Self.standby, Self.settings, Self.walSender, Self.walReceiver, Self.slot, Self.archiver, Self.sessions,
            Self.blocking, Self.snapshot, Self.conflicts, Self.inventory,
        ]
        for row in longest {
            let used = row.lastIndex { $0 != nil } ?? 0
            for length in 1..<used {
                #expect(throws: ProbeFailure.self) { try decode([Self.primary, Array(row.prefix(length))]) }
            }
        }
    }

    @Test func whatAHostileServerSendsIsBounded() throws {
        let long = String(repeating: "x", count: 1_000_000)
        var (sender, slot, settings) = (Self.walSender, Self.slot, Self.settings)
        (sender[2], slot[1]) = (long, long)
        (settings[12], settings[13]) = (long, long)
        let flood = Array(repeating: sender, count: 1500) + Array(repeating: slot, count: 1500)
        let reading = try decode([Self.primary, settings, Self.sessions] + flood)
        #expect(reading.walSenders.count == 1000 && reading.slots.count == 1000)
        #expect(reading.walSenders.first?.applicationName.count == 256 && reading.slots.first?.name.count == 256)
        #expect(reading.settings.synchronousStandbyNames == nil && reading.settings.synchronousCommit?.count == 256)
        #expect(reading.sessions?.freeWALSenders == 0)
        #expect(throws: ProbeFailure.malformed(field: "kind of row: " + long.prefix(256))) {
            try decode([[long]])
        }
    }

    private static func row(_ cells: String?...) -> [String?] {
        cells + Array(repeating: nil, count: 17 - cells.count)
    }

    private func decode(_ rows: [[String?]]) throws -> PostgresReading {
        try PostgresReadingDecoder.decode(rows, serverVersion: 150_020)
    }
}
