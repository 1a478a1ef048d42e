internal import Dispatch
internal import Synchronization

/// A fixed number of serial queues that further queues run on, assigned in turn: they bound the threads of any number
/// of queues that do not block.
///
/// The lanes share the default pool of Dispatch, which has one thread per core and adds one per second while its
/// threads are blocked. A queue without a target uses the overcommit pool instead: that starts another thread whenever a
/// queue has work and no thread waits at that moment. With it, 1,000 nodes that connect at once leave 150 threads, even
/// on 12 lanes.
package final class ExecutorLanes: Sendable {
    /// The lanes of all probes. A library call that blocks after all holds up one in twelve of them.
    package static let probes = ExecutorLanes(label: "replmon.probes", count: 12)

    private let lanes: [DispatchQueue]
    private let taken = Atomic(0)

    /// - Parameter count: How many queues may work at the same time, on as many threads at the most.
    package init(label: String, count: Int) {
        lanes = (0..<max(1, count)).map { index in
            DispatchQueue(label: "\(label).\(index)", target: .global(qos: .default))
        }
    }

    /// The lane whose turn it is.
    func next() -> DispatchQueue {
        let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
    }
}
