internal import ReplicationCore

/// `wait_event` of a process, with its `wait_event_type`. Any release may add some: only those that decide are named here.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-TABLE>
package struct WaitEvent: OpenValue {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The startup process waits before it asks for WAL again.
    static let recoveryRetrieveRetryInterval: WaitEvent = "RecoveryRetrieveRetryInterval"
    /// The startup process waits for streamed WAL.
    static let recoveryWALStream: WaitEvent = "RecoveryWalStream"

    package static let known: [WaitEvent] = [recoveryRetrieveRetryInterval, recoveryWALStream]

    /// `RecoveryConflictSnapshot`, `RecoveryConflictTablespace`: replay waits for a query that it conflicts with.
    var isRecoveryConflict: Bool { rawValue.hasPrefix("RecoveryConflict") }

    /// `wait_event_type`: the class of a wait event.
    package struct Class: OpenValue {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A heavyweight lock.
        static let lock: Class = "Lock"
        /// A buffer that another process has pinned.
        static let bufferPin: Class = "BufferPin"

        package static let known: [Class] = [lock, bufferPin]
    }
}
