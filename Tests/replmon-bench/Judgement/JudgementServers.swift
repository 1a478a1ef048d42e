import PostgresReplication
import ReplicationCore

/// A primary that writes all the time and its standbys, as a poll reads them: no server is needed to judge them.
struct JudgementServers {
    static let pollInterval = Duration.seconds(5)

    let names: [String]
    private let origin = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    private let serverOrigin = WallInstant(milliseconds: 1_790_000_000_000)

    init(count: Int) {
        names = (0..<count).map { "db-\($0 + 1)" }
    }

    var declarations: [PostgresNodeDeclaration] {
        names.map { name in
            PostgresNodeDeclaration(
                name: name, addresses: [PostgresNodeDeclaration.Address(host: "\(name).example", port: 5432)],
                upstream: name == names.first ? nil : names.first)
        }
    }

    var limits: StalenessLimits { StalenessLimits(pollInterval: Self.pollInterval, probeTimeout: .seconds(2)) }

    /// The poll of one node in one round; nodes are polled one after the other within the interval.
    func observation(of index: Int, round: Int) -> Observation<PostgresReading> {
        let step = Duration.milliseconds(5000 * round + 5000 / names.count * index)
        let start = origin.advanced(by: step)
        let position = LSN(rawValue: 0x10_0000_0000 + UInt64(round) * 1_000_000 + UInt64(index))
        let time = serverOrigin.advanced(by: step)
        let reading = index == 0 ? primary(at: position, time: time) : standby(index, at: position, time: time)
        return Observation(
            startedAt: start, completedAt: start.advanced(by: .milliseconds(2)), result: .success(reading))
    }

    private func primary(at position: LSN, time: WallInstant) -> PostgresReading {
        var reading = PostgresReading(
            serverVersion: 170_002, systemIdentifier: 7_300_000_000_000_000_001, startedAt: serverOrigin,
            serverTime: time, role: .primary(PostgresReading.Primary(currentLSN: position, timeline: 3)),
            walSenders: names.indices.dropFirst().map { sender(for: $0, at: position, time: time) },
            slots: names.indices.dropFirst().map { slot(for: $0, at: position) }, settings: settings)
        addCommonParts(to: &reading)
        reading.archiver = WALArchiver(archivedCount: 1000, failedCount: 0, lastArchivedTime: time)
        return reading
    }

    private func standby(_ index: Int, at position: LSN, time: WallInstant) -> PostgresReading {
        var standby = PostgresReading.Standby(
            receiveLSN: position, replayLSN: position, lastReplayedTransactionAt: time, pauseState: .notPaused,
            walReceiver: receiver(of: index, at: position, time: time), startupWaitEvent: "RecoveryWalStream")
        standby.startupWaitEventType = "Activity"
        standby.recoveryConflicts = RecoveryConflicts(snapshot: 3)
        var reading = PostgresReading(
            serverVersion: 170_002, systemIdentifier: 7_300_000_000_000_000_001,
            startedAt: serverOrigin.advanced(by: .seconds(index)), serverTime: time, role: .standby(standby),
            settings: settings)
        addCommonParts(to: &reading)
        reading.inventory?.primarySlotName = "slot_\(index)"
        reading.inventory?.primaryConninfoAddress = PostgresNodeDeclaration.Address(
            host: "\(names[0]).example", port: 5432)
        return reading
    }

    private func addCommonParts(to reading: inout PostgresReading) {
        reading.sessions = PostgresSessions(clients: 20, freeForClients: 77, freeWALSenders: 8)
        reading.inventory = PostgresInventory(
            oldestWAL: LSN(rawValue: 0xF_0000_0000), walDirectoryBytes: 1 << 30, hasRestoreCommand: false,
            minimumTimeline: 3, mayReplicate: true)
        reading.timelineProof = TimelineProof(
            timeline: 3,
            switches: [
                TimelineProof.Switch(timeline: 1, at: LSN(rawValue: 0x1_0000_0000)),
                TimelineProof.Switch(timeline: 2, at: LSN(rawValue: 0x2_0000_0000)),
            ])
        reading.postmasterCheck = .answers
    }

    private func sender(for index: Int, at position: LSN, time: WallInstant) -> WALSender {
        WALSender(
            pid: Int32(500 + index), applicationName: names[index], clientAddress: "10.0.0.\(index)",
            clientPort: 40_000, state: "streaming", sentLSN: position, writeLSN: position, flushLSN: position,
            replayLSN: position, replayLag: .milliseconds(1), syncState: "async", replyTime: time)
    }

    private func slot(for index: Int, at position: LSN) -> ReplicationSlot {
        ReplicationSlot(
            name: "slot_\(index)", type: "physical", active: true, activePID: Int32(500 + index), restartLSN: position,
            walStatus: "reserved", safeWALSize: 10 << 30)
    }

    private func receiver(of index: Int, at position: LSN, time: WallInstant) -> WALReceiver {
        var receiver = WALReceiver(
            pid: Int32(700 + index), status: "streaming", flushedLSN: position, receivedTimeline: 3,
            lastMessageReceiptTime: time, latestEndLSN: position, slotName: "slot_\(index)",
            senderHost: "\(names[0]).example", senderPort: 5432)
        receiver.writtenLSN = position
        return receiver
    }

    private var settings: PostgresReading.Settings {
        var settings = PostgresReading.Settings(
            walReceiverTimeout: .seconds(60), walReceiverStatusInterval: .seconds(10), walSenderTimeout: .seconds(60),
            recoveryMinApplyDelay: .zero)
        settings.parity = [
            .maxConnections: 100, .maxPreparedTransactions: 0, .maxLocksPerTransaction: 64, .maxWALSenders: 10,
            .maxWorkerProcesses: 8,
        ]
        settings.synchronousStandbyNames = ""
        settings.synchronousCommit = "on"
        settings.hotStandbyFeedback = false
        settings.maxSlotWALKeepBytes = 12 << 30
        settings.walSegmentBytes = 16 << 20
        return settings
    }
}
