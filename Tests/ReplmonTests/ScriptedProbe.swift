import ReplicationCore
import Synchronization

@testable import ReplmonDaemon

/// A probe that does what a test says, and remembers what was asked of it.
final class ScriptedProbe: Probe {
    enum Script: Sendable {
        case answer(NodeReading)
        case fail(ProbeFailure)
        /// Never answers, deadline or not, until another script is played or the probe is closed.
        case hang
    }

    /// The callback of the poller: the probe calls it when its server changes.
    let onChange: @Sendable () -> Void
    private let state: Mutex<State>

    private struct State {
        var script: Script
        var starts: [ContinuousClock.Instant] = []
        var running = 0
        var mostAtOnce = 0
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(_ script: Script, onChange: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(script: script))
        self.onChange = onChange
    }

    /// When each poll began.
    var starts: [ContinuousClock.Instant] { state.withLock(\.starts) }
    var polls: Int { starts.count }
    /// How many polls were ever under way at one time.
    var mostAtOnce: Int { state.withLock(\.mostAtOnce) }
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// From now on, and for polls that hang.
    func play(_ script: Script) {
        release { $0.script = script }
    }

    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> NodeReading {
        state.withLock { state in
            state.starts.append(.now)
            state.running += 1
            state.mostAtOnce = max(state.mostAtOnce, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        while true {
            let (script, isClosed) = state.withLock { ($0.script, $0.isClosed) }
            if isClosed { throw .closed("the probe was closed") }
            switch script {
            case .answer(let reading): return reading
            case .fail(let failure): throw failure
            case .hang: await change()
            }
        }
    }

    func close() async {
        release { $0.isClosed = true }
    }

    private func change() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                guard case .hang = state.script, !state.isClosed else { return false }
                state.waiting.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    private func release(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
