import Dispatch
import QueueExecutor
import ReplicationCore

/// The waits of one probe's steps: for sockets and events, under a deadline, all ended when the probe closes.
///
/// Belongs to the probe's actor and is used on its queue only.
final class ProbeWaits {
    static let closedByUs = ProbeFailure.closed("the poll was cancelled")
    static let noDescriptor = ProbeFailure.local("no file descriptor left; raise the limit (LimitNOFILE=)")

    /// The queue of the actor and of its Dispatch sources.
    let queue: DispatchQueue
    private(set) var isClosed = false
    /// Ends the wait under way.
    private var interrupt: (@Sendable () -> Void)?

    init(queue: DispatchQueue) {
        self.queue = queue
    }

    /// Ends the wait under way and all later ones.
    func close() {
        isClosed = true
        interrupt?()
    }

    /// Suspends until the socket is ready.
    nonisolated(nonsending) func ready(
        _ event: SocketWatch.Event, _ descriptor: Int32, until deadline: MonotonicInstant, phase: ProbeFailure.Phase
    ) async throws(ProbeFailure) {
        let isReady = OneShot<Void>()
        let watch = SocketWatch(event, of: descriptor, queue: queue) { isReady.end(.value(())) }
        guard let watch else { throw Self.noDescriptor }
        defer { watch.cancel() }
        try await end(of: isReady, until: deadline, phase: phase)
    }

    /// Throws when there is no time left, or the probe closed.
    func check(_ deadline: MonotonicInstant, phase: ProbeFailure.Phase) throws(ProbeFailure) {
        if isClosed { throw Self.closedByUs }
        if MonotonicClock.now() >= deadline { throw .timeout(phase: phase) }
    }

    /// Suspends until the event has happened.
    @discardableResult
    nonisolated(nonsending) func end<Value>(
        of event: OneShot<Value>, until deadline: MonotonicInstant, phase: ProbeFailure.Phase
    ) async throws(ProbeFailure) -> Value {
        if isClosed { throw Self.closedByUs }
        interrupt = { event.end(.cancelled) }
        defer { interrupt = nil }
        switch await event.wait(until: deadline, on: queue) {
        case .value(let value): return value
        case .deadline: throw .timeout(phase: phase)
        case .cancelled: throw Self.closedByUs
        }
    }
}
