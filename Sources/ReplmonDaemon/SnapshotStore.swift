internal import StatusAPI
internal import Synchronization

/// The one snapshot that requests are answered from: written by the coordinator, read by anyone, never waited for.
final class SnapshotStore: Sendable {
    private let snapshot: Mutex<Snapshot>

    init(_ snapshot: Snapshot) {
        self.snapshot = Mutex(snapshot)
    }

    var current: Snapshot {
        snapshot.withLock { $0 }
    }

    /// Changes it in place: what did not change is neither copied nor looked at.
    func update(_ change: (inout Snapshot) -> Void) {
        snapshot.withLock { change(&$0) }
    }

    /// What `read` makes of it, without a copy.
    func read<Value: Sendable>(_ read: (Snapshot) -> Value) -> Value {
        snapshot.withLock { read($0) }
    }
}
