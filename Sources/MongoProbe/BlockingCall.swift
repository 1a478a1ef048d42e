internal import Synchronization

/// One blocking call: waits for a place in a lane, runs, and answers exactly once: with its value or, at the deadline,
/// with `nil`.
final class BlockingCall<Value: Sendable>: Sendable {
    /// Where the call itself stands, whatever its caller was told.
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

    /// Who waits for the answer; before anything else.
    func attach(_ caller: CheckedContinuation<Value?, Never>) {
        state.withLock { $0.caller = caller }
    }

    /// A place is there; `false` when the caller has given up meanwhile.
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

    /// The call has taken longer than a healthy one: it gives its place back, if it may go on without.
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
