package import Dispatch

/// Runs an actor's jobs on one serial Dispatch queue, so that the actor and the queue's Dispatch sources are one
/// isolation domain.
///
/// Linux has no `DispatchSerialQueue` (swift-corelibs-libdispatch#848); this class replaces it. `checkIsolated` makes
/// `assumeIsolated` legal in handlers that run on `queue`.
package final class QueueExecutor: SerialExecutor {
    /// The serial queue itself, for Dispatch sources and timers that belong to the actor.
    package let queue: DispatchQueue

    /// An executor on a new serial queue with a thread of its own while it works. `.default` for what does not block;
    /// blocking work is `.utility` (a higher class asks for a negative nice value, which fails unprivileged).
    package init(label: String, qos: DispatchQoS = .default) {
        queue = DispatchQueue(label: label, qos: qos)
    }

    /// An executor on a new serial queue that shares a thread with others of its lane: for the many that never block.
    ///
    /// A serial queue without a target has a thread of its own whenever it works, so that threads grow with the number
    /// of nodes. A job that computes for long delays its lane only.
    package init(label: String, in lanes: ExecutorLanes) {
        queue = DispatchQueue(label: label, qos: .default, target: lanes.next())
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
