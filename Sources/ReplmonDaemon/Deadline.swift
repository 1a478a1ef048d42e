internal import Dispatch
internal import ReplicationCore
internal import Synchronization

/// Waits for work that may hang.
enum Deadline {
    /// Runs `work` and returns when it ends or when `limit` has passed, whichever is first. Work that is not finished
    /// goes on, and nobody waits for it.
    static func wait(_ limit: Duration, for work: @escaping @Sendable () async -> Void) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waiting = Mutex(Optional(continuation))
            let finish: @Sendable () -> Void = {
                waiting.withLock { waiting in
                    defer { waiting = nil }
                    return waiting
                }?.resume()
            }
            Task {
                await work()
                finish()
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: limit.wholeNanoseconds))) {
                finish()
            }
        }
    }
}
