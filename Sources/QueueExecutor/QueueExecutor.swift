public import Dispatch

/// Runs an actor's jobs on one serial Dispatch queue, so that the actor and the queue's Dispatch sources are one
/// isolation domain.
///
/// Linux has no `DispatchSerialQueue` (swift-corelibs-libdispatch#848); this is the few lines it would take.
/// `checkIsolated` makes `assumeIsolated` legal in handlers that run on `queue`.
public final class QueueExecutor: SerialExecutor {
    /// The serial queue itself, for Dispatch sources and timers that belong to the actor.
    public let queue: DispatchQueue

    /// An executor on a new serial queue. `.default` for everything that does not block; blocking work is `.utility`
    /// (a higher class asks for a negative nice value, which fails unprivileged).
    public init(label: String, qos: DispatchQoS = .default) {
        queue = DispatchQueue(label: label, qos: qos)
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
