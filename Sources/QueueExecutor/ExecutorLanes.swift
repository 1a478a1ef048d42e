internal import Dispatch
internal import Synchronization

/// A fixed number of serial queues that other queues target in turn: at most one thread each, for any number of queues.
package final class ExecutorLanes: Sendable {
    /// The lanes of all probes: with the other threads of the process they stay below 32 threads.
    package static let probes = ExecutorLanes(label: "replmon.probes", count: 12)

    private let lanes: [DispatchQueue]
    private let taken = Atomic(0)

    /// - Parameter count: How many queues may work at the same time. Raising it costs a thread each.
    package init(label: String, count: Int) {
        lanes = (0..<max(1, count)).map { DispatchQueue(label: "\(label).\($0)", qos: .default) }
    }

    /// The lane whose turn it is.
    func next() -> DispatchQueue {
        let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
    }
}
