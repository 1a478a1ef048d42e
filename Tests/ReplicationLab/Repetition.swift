import Dispatch
import Synchronization

/// A thread that repeats one step at an interval until it is ended.
final class Repetition: Sendable {
    private let ended = Mutex(false)
    private let finished = DispatchSemaphore(value: 0)

    func start(_ name: String, every interval: Duration, step: @escaping @Sendable () -> Void) {
        DispatchQueue(label: name).async { [self] in
            while !ended.withLock({ $0 }) {
                step()
                pause(interval)
            }
            finished.signal()
        }
    }

    /// Returns when the last step is over; `interrupt` must end the step under way.
    func end(interrupt: () -> Void) {
        let first = ended.withLock { ended in
            defer { ended = true }
            return !ended
        }
        guard first else { return }
        interrupt()
        finished.wait()
    }
}
