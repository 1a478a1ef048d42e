import PostgresReplication
import ReplicationCore

extension PostgresReading {
    /// A primary on timeline 1.
    static let idlePrimary = PostgresReading(
        serverVersion: 150_018, systemIdentifier: 7, startedAt: WallInstant(milliseconds: 1),
        serverTime: WallInstant(milliseconds: 2), role: .primary(Primary(currentLSN: LSN(rawValue: 1000), timeline: 1)))
}

extension PostgresReading.Standby {
    /// A standby without a WAL receiver.
    static let idle = PostgresReading.Standby(
        receiveLSN: nil, replayLSN: nil, lastReplayedTransactionAt: nil, pauseState: .notPaused, walReceiver: nil,
        startupWaitEvent: nil)
}

/// An instant by its seconds.
func at(_ seconds: Int64) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
}
