import Replication
import Testing

@testable import PostgresProbe

struct PostgresReadingDecoderTests {
    private static let primary: [String?] = [
        "server", "false", "7711149421264125616", "1795391883719", "1795391910629", "true", "16/B374D848", "0000000A",
        nil, nil, nil, nil, nil,
    ]
    private static let standby: [String?] = [
        "server", "true", "7711149421264125616", "1795391884190", "1795391910669", "true", nil, nil, "0/3000060",
        "0/3000100", "1795391910000", "pause requested", "RecoveryWalStream",
    ]
    private static let settings: [String?] = [
        "settings", "1min", "10s", "0", "1h", nil, nil, nil, nil, nil, nil, nil, nil,
    ]
    private static let walSender: [String?] = [
        "wal_sender", "16128", "db-b", "10.0.2.10", "36920", "streaming", "0/3000060", "0/3000050", "0/3000040",
        "0/3000030",
        "1500", "async", "1795391908791",
    ]
    private static let walReceiver: [String?] = [
        "wal_receiver", "16125", "streaming", "0/3000060", "2", "1795391898746", "0/3000070", "db_b", "10.0.1.10",
        "5432",
        nil, nil, nil,
    ]
    private static let slot: [String?] = [
        "slot", "db_b", "physical", "true", "16128", "0/3000060", "unreserved", "-323906992", nil, nil, nil, nil, nil,
    ]

    @Test func primaryReading() throws {
        let reading = try decode([Self.primary, Self.settings, Self.walSender, Self.slot])
        let sender = WALSender(
            pid: 16128, applicationName: "db-b", clientAddress: "10.0.2.10", clientPort: 36920, state: "streaming",
            sentLSN: LSN("0/3000060"), writeLSN: LSN("0/3000050"), flushLSN: LSN("0/3000040"),
            replayLSN: LSN("0/3000030"), replayLag: .microseconds(1500), syncState: "async",
            replyTime: WallInstant(milliseconds: 1_795_391_908_791))
        let slot = ReplicationSlot(
            name: "db_b", type: "physical", active: true, activePID: 16128, restartLSN: LSN("0/3000060"),
            walStatus: "unreserved", safeWALSize: -323_906_992)
        #expect(
            reading
                == PostgresReading(
                    serverVersion: 150_020, systemIdentifier: 7_711_149_421_264_125_616,
                    startedAt: WallInstant(milliseconds: 1_795_391_883_719),
                    serverTime: WallInstant(milliseconds: 1_795_391_910_629),
                    role: .primary(.init(currentLSN: LSN(rawValue: 0x16_B374_D848), timeline: 10)),
                    walSenders: [sender], slots: [slot],
                    settings: .init(
                        walReceiverTimeout: .seconds(60), walReceiverStatusInterval: .seconds(10),
                        walSenderTimeout: .zero, recoveryMinApplyDelay: .seconds(3600))))
    }

    @Test func standbyReading() throws {
        let receiver = WALReceiver(
            pid: 16125, status: "streaming", flushedLSN: LSN("0/3000060"), receivedTimeline: 2,
            lastMessageReceiptTime: WallInstant(milliseconds: 1_795_391_898_746), latestEndLSN: LSN("0/3000070"),
            slotName: "db_b", senderHost: "10.0.1.10", senderPort: 5432)
        #expect(
            try decode([Self.walReceiver, Self.standby]).role
                == .standby(
                    .init(
                        receiveLSN: LSN("0/3000100"), replayLSN: LSN("0/3000060"),
                        lastReplayedTransactionAt: WallInstant(milliseconds: 1_795_391_910_000),
                        pauseState: .pauseRequested, walReceiver: receiver, startupWaitEvent: "RecoveryWalStream")))
    }

    @Test func unknownStaysUnknown() throws {
        var sender = Self.walSender
        for column in 3...12 { sender[column] = nil }
        sender[5] = "startup"
        sender[6] = "0/0"
        let reading = try decode([Self.primary, sender])
        #expect(reading.walSenders == [WALSender(pid: 16128, applicationName: "db-b", state: "startup")])
        #expect(reading.settings == PostgresReading.Settings())
    }

    @Test func identifierAboveTheSignedRange() throws {
        var row = Self.primary
        row[2] = "-1"
        #expect(try decode([row]).systemIdentifier == .max)
    }

    @Test func missingPrivilegeIsNamed() throws {
        let missing = ["pg_read_all_stats (granted by pg_monitor)"]
        var (server, sender, receiver) = (Self.primary, Self.walSender, Self.walReceiver)
        server[5] = "false"
        sender[5] = nil
        receiver[2] = nil
        #expect(try decode([server]).missingPrivileges == missing)
        #expect(try decode([Self.primary, sender]).missingPrivileges == missing)
        #expect(try decode([Self.standby, receiver]).missingPrivileges == missing)
        #expect(try decode([Self.primary, Self.walSender]).missingPrivileges == [])
    }

    @Test(
        arguments: [
            (primary, 1, "maybe", "server.in_recovery"), (primary, 1, nil, "server.in_recovery"),
            (primary, 4, nil, "server.clock_timestamp"), (primary, 6, nil, "server.current_lsn"),
            (primary, 6, "0/0", "server.current_lsn"), (primary, 6, "16-B3", "server.current_lsn"),
            (primary, 7, nil, "server.timeline"), (primary, 7, "zz", "server.timeline"),
            (standby, 11, "resting", "server.pause_state"), (settings, 1, "soon", "settings.wal_receiver_timeout"),
            (walSender, 1, nil, "wal_sender.pid"), (walSender, 1, "99999999999", "wal_sender.pid"),
            (walSender, 10, "x", "wal_sender.replay_lag"), (walReceiver, 4, "x", "wal_receiver.received_tli"),
            (slot, 3, "t", "slot.active"), (slot, 7, "1e3", "slot.safe_wal_size"),
            (primary, 0, "verse", "kind of row: verse"),
            (primary, 0, nil, "kind of row"),
        ] as [([String?], Int, String?, String)])
    func malformedFieldIsNamed(_ row: [String?], _ column: Int, _ value: String?, _ field: String) {
        var changed = row
        changed[column] = value
        let rows = row[0] == "server" ? [changed] : [Self.primary, changed]
        #expect(throws: ProbeFailure.malformed(field: field)) { try decode(rows) }
    }

    @Test func shortOrEmptyAnswers() {
        #expect(throws: ProbeFailure.malformed(field: "server")) { try decode([]) }
        #expect(throws: ProbeFailure.malformed(field: "kind of row")) { try decode([[]]) }
        for length in 1..<13 {
            #expect(throws: ProbeFailure.self) { try decode([Array(Self.primary.prefix(length))]) }
        }
    }

    private func decode(_ rows: [[String?]]) throws -> PostgresReading {
        try PostgresReadingDecoder.decode(rows, serverVersion: 150_020)
    }
}
