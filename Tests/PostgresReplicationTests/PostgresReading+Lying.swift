import TestSupport

@testable import PostgresReplication
@testable import ReplicationCore

extension PostgresReading {
    /// Anything the wire can carry.
    static func lying(using random: inout Seeded) -> PostgresReading {
        let position = { (random: inout Seeded) -> LSN? in
            [
                nil, LSN(rawValue: 0), LSN(rawValue: .max), LSN(rawValue: 1 << 40),
                LSN(rawValue: .random(in: 0 ... .max, using: &random)),
            ]
            .randomElement(using: &random) ?? nil
        }
        let duration = { (random: inout Seeded) -> Duration? in
            [nil, .zero, .seconds(-1), .milliseconds(Int64.max), .milliseconds(Int64.min), .seconds(60)]
                .randomElement(using: &random) ?? nil
        }
        let time =
            [nil, WallInstant(milliseconds: .min), WallInstant(milliseconds: .max), WallInstant(milliseconds: 0)]
            .randomElement(using: &random) ?? nil
        var reading: PostgresReading =
            Bool.random(using: &random)
            ? .primary(at: position(&random)?.rawValue ?? 0, timeline: .random(in: 0 ... .max, using: &random))
            : .standby(at: nil)
        reading.serverVersion = [Int.min, 0, .max].randomElement(using: &random) ?? 0
        reading.changeStandby { standby in
            standby.receiveLSN = position(&random)
            standby.replayLSN = position(&random)
            standby.lastReplayedTransactionAt = time
            standby.walReceiver =
                Bool.random(using: &random)
                ? nil
                : WALReceiver(
                    pid: .random(in: -1...3, using: &random),
                    status: ["streaming", "", "waiting", nil].randomElement(using: &random) ?? nil,
                    flushedLSN: position(&random), receivedTimeline: .max, lastMessageReceiptTime: time,
                    latestEndLSN: position(&random), slotName: "s", senderHost: "", senderPort: .min)
        }
        reading.settings = Settings(
            walReceiverTimeout: duration(&random), walReceiverStatusInterval: duration(&random),
            walSenderTimeout: duration(&random), recoveryMinApplyDelay: duration(&random))
        reading.walSenders = (0..<3).map {
            WALSender(pid: $0, applicationName: "db-b", state: "streaming", sentLSN: position(&random))
        }
        reading.slots = [ReplicationSlot(name: "s", type: "physical", active: true, activePID: 1)]
        reading.embellish(using: &random)
        return reading
    }

    /// The same for what came with later questions.
    private mutating func embellish(using random: inout Seeded) {
        systemIdentifier = [nil, 7, 8, .max].randomElement(using: &random) ?? nil
        startedAt =
            [nil, WallInstant(milliseconds: .min), WallInstant(milliseconds: 5)].randomElement(using: &random) ?? nil
        settings.parity = [.maxConnections: .anyInt(&random), .maxWALSenders: .anyInt(&random)]
        settings.synchronousStandbyNames =
            [nil, "", "*", "ANY 99999999999999999999 (\"", "FIRST -1 ()", "db-b"].randomElement(using: &random) ?? nil
        settings.synchronousCommit = ["", "on", nil].randomElement(using: &random) ?? nil
        settings.maxSlotWALKeepBytes = UInt64.any(&random)
        settings.walSegmentBytes = UInt64.any(&random)
        sessions = PostgresSessions(
            clients: .anyInt(&random), freeForClients: .anyInt(&random), freeWALSenders: .anyInt(&random),
            waitingForSync: .anyInt(&random), longestSyncWait: .anyDuration(&random))
        archiver = WALArchiver(
            archivedCount: .anyWide(&random), failedCount: .anyWide(&random),
            lastArchivedTime: WallInstant(milliseconds: .anyWide(&random)),
            lastFailedTime: WallInstant(milliseconds: .anyWide(&random)))
        inventory = PostgresInventory(
            oldestWAL: LSN(rawValue: UInt64.any(&random) ?? 0), walDirectoryBytes: UInt64.any(&random),
            hasRestoreCommand: Bool?.none, primarySlotName: "s",
            primaryConninfoAddress: .init(host: "", port: .max),
            parityAfterRestart: [.maxWorkerProcesses: .anyInt(&random)],
            minimumTimeline: [nil, 0, .max].randomElement(using: &random) ?? nil, mayReplicate: .random(using: &random))
        timelineProof = TimelineProof(
            timeline: [0, 1, .max].randomElement(using: &random) ?? 0,
            switches: (0..<3).map { _ in
                .init(
                    timeline: [0, 1, .max].randomElement(using: &random) ?? 0,
                    at: LSN(rawValue: UInt64.any(&random) ?? 0))
            })
        postmasterCheck = [nil, .answers, .silent(.timeout(phase: .connect))].randomElement(using: &random) ?? nil
        for index in walSenders.indices {
            walSenders[index].pid = .random(in: -1...3, using: &random)
            walSenders[index].applicationName =
                ["db-b", "db-c", "", "pg_receivewal"].randomElement(using: &random) ?? ""
            walSenders[index].snapshotAge = .anyWide(&random)
            walSenders[index].snapshotXID = .random(in: 0 ... .max, using: &random)
            walSenders[index].writeLSN = UInt64.any(&random).map(LSN.init(rawValue:))
            walSenders[index].syncState = [nil, "sync", "?"].randomElement(using: &random) ?? nil
        }
        for index in slots.indices {
            slots[index].type = ["physical", "logical", ""].randomElement(using: &random) ?? ""
            slots[index].active = .random(using: &random)
            slots[index].restartLSN = UInt64.any(&random).map(LSN.init(rawValue:))
            slots[index].walStatus = ["reserved", "unreserved", "lost", "?", nil].randomElement(using: &random) ?? nil
            slots[index].safeWALSize = .anyWide(&random)
            slots[index].snapshotAge = .anyWide(&random)
            slots[index].catalogSnapshotAge = .anyWide(&random)
            slots[index].inactiveSince = WallInstant(milliseconds: .anyWide(&random))
        }
        changeStandby { standby in
            standby.startupWaitEvent = ["RecoveryApplyDelay", "", nil].randomElement(using: &random) ?? nil
            standby.recoveryConflicts = RecoveryConflicts(lock: .anyWide(&random), snapshot: .anyWide(&random))
            standby.oldestSnapshot = OldestSnapshot(age: .anyWide(&random), session: BlockingSession(pid: .min))
            standby.blockingSession = BlockingSession(pid: .max, transactionAge: .anyDuration(&random))
            standby.pauseState = PauseState.allCases.randomElement(using: &random) ?? .paused
        }
    }
}

extension UInt64 {
    fileprivate static func any(_ random: inout Seeded) -> UInt64? {
        [nil, 0, 1, .max, 1 << 40, .random(in: 0 ... .max, using: &random)].randomElement(using: &random) ?? nil
    }
}

extension Int64 {
    fileprivate static func anyWide(_ random: inout Seeded) -> Int64 {
        [.min, -1, 0, 1, .max, .random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0
    }
}

extension Int {
    fileprivate static func anyInt(_ random: inout Seeded) -> Int { Int(Int64.anyWide(&random)) }
}

extension Duration {
    fileprivate static func anyDuration(_ random: inout Seeded) -> Duration { .milliseconds(Int64.anyWide(&random)) }
}
