import Synchronization

/// A gate that a handler waits at, without regard to cancellation, until the test opens it.
final class Gate: Sendable {
    private enum State {
        case open
        case shut([CheckedContinuation<Void, Never>])
    }
    private let state = Mutex(State.shut([]))

    /// How many are waiting.
    var waiting: Int {
        state.withLock { if case .shut(let waiting) = $0 { waiting.count } else { 0 } }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                guard case .shut(let waiting) = state else { return true }
                state = .shut(waiting + [continuation])
                return false
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = .open }
            return if case .shut(let waiting) = state { waiting } else { [] as [CheckedContinuation<Void, Never>] }
        }
        waiting.forEach { $0.resume() }
    }
}
