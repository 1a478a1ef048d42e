internal import ReplicationCore

/// The part of a reading that only a server in recovery has, behind one reference (see ``HeldReading``).
final class HeldStandby: Sendable {
    let value: PostgresReading.Standby
    /// The end of what arrived by streaming.
    let streamedPosition: LSN?
    /// The end of what this standby has: streamed, or restored and replayed.
    let receivedPosition: LSN?

    init(_ value: PostgresReading.Standby) {
        self.value = value
        streamedPosition = value.streamedPosition
        receivedPosition = value.receivedPosition
    }

    var receiveLSN: LSN? { value.receiveLSN }
    var replayLSN: LSN? { value.replayLSN }
    var pauseState: PostgresReading.PauseState { value.pauseState }
    var hasReceiver: Bool { value.walReceiver != nil }
    var receiverPID: Int32? { value.walReceiver?.pid }
    var walReceiver: WALReceiver? { value.walReceiver }
    var startupWaitEvent: WaitEvent? { value.startupWaitEvent }
    var startupWaitEventType: WaitEvent.Class? { value.startupWaitEventType }
    var blockingSession: BlockingSession? { value.blockingSession }
    var oldestSnapshot: OldestSnapshot? { value.oldestSnapshot }
}
