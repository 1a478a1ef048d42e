internal import Synchronization

/// One blocking call: waits for a place in a lane, runs, and returns exactly once: its value or, at the deadline,
/// `nil`.
final class BlockingCall<Value: Sendable>: Sendable {
    /// The stage of the call itself, which may go on after its caller got `nil`.
    private enum Stage {
        /// → `inLane`
        case waiting
        /// Running with a place. → `overdue`, `over`
        case inLane
        /// Running without one. → `over`
        case overdue
        case over
    }

    private struct State {
        var stage = Stage.waiting
        var caller: CheckedContinuation<Value?, Never>?
    }

    private let state = Mutex(State())
    private let lane: WorkerLane
    private let workers: MongoWorkers

    init(lane: WorkerLane, workers: MongoWorkers) {
        self.lane = lane
        self.workers = workers
    }

    /// Sets the caller that waits for the value; to be called first.
    func attach(_ caller: CheckedContinuation<Value?, Never>) {
        state.withLock { $0.caller = caller }
    }

    /// Takes a free place; `false` when the caller no longer waits.
    func begin() -> Bool {
        state.withLock { state in
            guard state.caller != nil else { return false }
            state.stage = .inLane
            return true
        }
    }

    /// The body returned.
    func finish(_ value: Value) {
        let (stage, caller) = state.withLock { state in
            defer { state = State(stage: .over, caller: nil) }
            return (state.stage, state.caller)
        }
        switch stage {
        case .inLane: lane.leave()
        case .overdue: workers.endOverdue()
        case .waiting, .over: break
        }
        caller?.resume(returning: value)
    }

    /// The call has taken longer than a healthy one: it gives its place back, if it may go on without one.
    func outstay() {
        let left = state.withLock { state in
            guard state.stage == .inLane, workers.beginOverdue() else { return false }
            state.stage = .overdue
            return true
        }
        if left { lane.leave() }
    }

    /// The deadline passed.
    func expire() {
        let caller = state.withLock { state in
            defer { state.caller = nil }
            return state.caller
        }
        caller?.resume(returning: nil)
    }
}
