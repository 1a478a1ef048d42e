internal import Replication
internal import Synchronization

/// What the blocking call of a member is doing, readable while it hangs.
final class PollProgress: Sendable {
    private let current = Mutex<ProbeFailure.Phase?>(nil)

    /// `nil` when no call is under way.
    var phase: ProbeFailure.Phase? {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
