import Dispatch
import QueueExecutor
import ReplicationCore
import Synchronization

/// Awaits one event under a deadline: ended once, by the event, the deadline or a cancellation, whichever is first.
///
/// Cancellation never queues: it resumes the waiter from any thread.
final class OneShot<Value: Sendable>: Sendable {
    /// The event that ended the wait.
    enum End: Sendable {
        case value(Value)
        case deadline
        case cancelled
    }

    private enum State {
        case open
        case waiting(CheckedContinuation<End, Never>)
        case ended(End)
    }

    private let state = Mutex(State.open)

    /// Ends the wait; later ends are ignored.
    func end(_ end: End) {
        let waiter: CheckedContinuation<End, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .ended(end)
                return nil
            case .waiting(let continuation):
                state = .ended(end)
                return continuation
            case .ended:
                return nil
            }
        }
        waiter?.resume(returning: end)
    }

    /// Suspends until the end, at most until `deadline`; one waiter only.
    func wait(
        until deadline: MonotonicInstant, on queue: DispatchQueue, isolation: isolated (any Actor)? = #isolation
    ) async -> End {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let left = max(.zero, MonotonicClock.now().duration(to: deadline))
        timer.schedule(deadline: .now() + .nanoseconds(Int(left.wholeNanoseconds)))
        timer.setEventHandler { self.end(.deadline) }
        timer.activate()
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { attach($0) }
        } onCancel: {
            end(.cancelled)
        }
    }

    private func attach(_ continuation: CheckedContinuation<End, Never>) {
        let ended: End? = state.withLock { state in
            if case .ended(let end) = state { return end }
            state = .waiting(continuation)
            return nil
        }
        if let ended { continuation.resume(returning: ended) }
    }
}
