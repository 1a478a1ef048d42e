internal import Exposition
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

    func publish(_ new: Snapshot) {
        snapshot.withLock { $0 = new }
    }
}
