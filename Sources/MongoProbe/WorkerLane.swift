internal import Synchronization

/// A number of places for calls that run at the same time; further calls wait in order.
final class WorkerLane: Sendable {
    /// Takes the place and returns whether it needs it (an abandoned call does not).
    typealias Entry = @Sendable () -> Bool

    private struct State {
        var free: Int
        var waiting: ArraySlice<Entry> = []
    }

    private let state: Mutex<State>

    init(places: Int) {
        state = Mutex(State(free: max(1, places)))
    }

    /// Runs `entry` as soon as a place is free: now, or when another call leaves.
    func enter(_ entry: @escaping Entry) {
        let hasPlace = state.withLock { state in
            guard state.free > 0 else {
                state.waiting.append(entry)
                return false
            }
            state.free -= 1
            return true
        }
        if hasPlace, !entry() { leave() }
    }

    /// Gives a place back, to the first waiting call that still wants it.
    func leave() {
        while let next = next() {
            if next() { return }
        }
    }

    private func next() -> Entry? {
        state.withLock { state in
            if let next = state.waiting.popFirst() { return next }
            state.free += 1
            return nil
        }
    }
}
