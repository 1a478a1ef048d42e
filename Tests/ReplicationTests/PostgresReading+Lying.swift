@testable import Replication

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
        return reading
    }
}
