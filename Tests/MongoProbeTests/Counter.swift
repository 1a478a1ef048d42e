import QueueExecutor
import ReplicationCore
import Synchronization

/// Counts events and remembers when each happened.
final class Counter: Sendable {
    private let instants = Mutex<[MonotonicInstant]>([])

    var value: Int { instants.withLock { $0.count } }

    func increase() {
        instants.withLock { $0.append(MonotonicClock.now()) }
    }

    /// The first event at or after an instant.
    func first(since start: MonotonicInstant) -> MonotonicInstant? {
        instants.withLock { $0.first { $0 >= start } }
    }
}
