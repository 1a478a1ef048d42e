internal import StatusAPI
internal import Synchronization

/// Holds the published snapshot: the coordinator changes it, requests read it. Nobody waits for a judgement.
final class SnapshotStore: Sendable {
    private let snapshot: Mutex<Snapshot>

    init(_ snapshot: Snapshot) {
        self.snapshot = Mutex(snapshot)
    }

    var current: Snapshot {
        snapshot.withLock { $0 }
    }

    /// Changes it in place, without a copy of the rest.
    func update(_ change: (inout Snapshot) -> Void) {
        snapshot.withLock { change(&$0) }
    }

    /// Returns the result of `read`, without a copy of the snapshot.
    func read<Value: Sendable>(_ read: (Snapshot) -> Value) -> Value {
        snapshot.withLock { read($0) }
    }
}
