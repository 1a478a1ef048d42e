package import Dispatch

/// Runs an actor's jobs on one serial Dispatch queue, so that the actor and the queue's Dispatch sources are one
/// isolation domain.
///
/// Linux has no `DispatchSerialQueue` (swift-corelibs-libdispatch#848); these few lines take its place.
/// `checkIsolated` makes `assumeIsolated` legal in handlers that run on `queue`.
package final class QueueExecutor: SerialExecutor {
    /// The serial queue itself, for Dispatch sources and timers that belong to the actor.
    package let queue: DispatchQueue

    /// An executor on a new serial queue for code that does not block. It shares the default pool of Dispatch with the
    /// concurrency runtime: one thread per core.
    package init(label: String) {
        queue = DispatchQueue(label: label, target: .global(qos: .default))
    }

    /// An executor on a new serial queue that has a thread of its own whenever it works, for code that blocks. `qos` is
    /// `.utility` at the most: a higher class asks for a negative nice value, which fails without privileges.
    package init(label: String, qos: DispatchQoS) {
        queue = DispatchQueue(label: label, qos: qos)
    }

    /// An executor on a new serial queue that takes turns with the other queues of its lane, for code that does not
    /// block and exists once per node.
    package init(label: String, in lanes: ExecutorLanes) {
        queue = DispatchQueue(label: label, target: lanes.next())
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
