internal import Dispatch
internal import ReplicationCore
internal import Synchronization

/// Waits for an answer for a limited time.
enum Reply {
    /// The first value that `ask` passes to its closure, or the value of `otherwise` after `limit`. Later values are
    /// dropped.
    static func first<Value: Sendable>(
        within limit: Duration, otherwise: @escaping @Sendable () -> Value,
        _ ask: (@escaping @Sendable (Value) -> Void) -> Void
    ) async -> Value {
        await withCheckedContinuation { (continuation: CheckedContinuation<Value, Never>) in
            let waiting = Mutex(Optional(continuation))
            let take: @Sendable () -> CheckedContinuation<Value, Never>? = {
                waiting.withLock { waiting in
                    defer { waiting = nil }
                    return waiting
                }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: limit.wholeNanoseconds))) {
                take()?.resume(returning: otherwise())
            }
            ask { value in take()?.resume(returning: value) }
        }
    }
}
