@testable import PostgresReplication
@testable import ReplicationCore

extension PostgresReading {
    static func primary(at position: UInt64, timeline: UInt32 = 1, system: UInt64? = 7) -> PostgresReading {
        PostgresReading(
            serverVersion: 150_018, systemIdentifier: system, startedAt: nil, serverTime: WallInstant(milliseconds: 0),
            role: .primary(Primary(currentLSN: LSN(rawValue: position), timeline: timeline)), settings: .defaults)
    }

    static func standby(at position: UInt64?, system: UInt64? = 7) -> PostgresReading {
        PostgresReading(
            serverVersion: 150_018, systemIdentifier: system, startedAt: nil, serverTime: WallInstant(milliseconds: 0),
            role: .standby(
                Standby(
                    receiveLSN: position.map(LSN.init(rawValue:)), replayLSN: position.map(LSN.init(rawValue:)),
                    lastReplayedTransactionAt: nil, pauseState: .notPaused, walReceiver: nil, startupWaitEvent: nil)),
            settings: .defaults)
    }

    mutating func changePrimary(_ change: (inout Primary) -> Void) {
        guard case .primary(var primary) = role else { return }
        change(&primary)
        role = .primary(primary)
    }

    mutating func changeStandby(_ change: (inout Standby) -> Void) {
        guard case .standby(var standby) = role else { return }
        change(&standby)
        role = .standby(standby)
    }
}

extension PostgresReading.Settings {
    static let defaults = PostgresReading.Settings(
        walReceiverTimeout: .seconds(60), walReceiverStatusInterval: .seconds(10), walSenderTimeout: .seconds(60),
        recoveryMinApplyDelay: .zero)
}
