internal import ReplicationCore
internal import Synchronization

/// The progress of a member's blocking call, readable while it hangs.
final class PollProgress: Sendable {
    private struct State {
        var phase: ProbeFailure.Phase?
        var answered: MemberAnswer?
    }

    private let state = Mutex(State())

    /// `nil` when no call is under way.
    var phase: ProbeFailure.Phase? {
        get { state.withLock { $0.phase } }
        set { state.withLock { $0.phase = newValue } }
    }

    /// The member's answers so far; `nil` before it has answered `hello`.
    var answered: MemberAnswer? {
        get { state.withLock { $0.answered } }
        set { state.withLock { $0.answered = newValue } }
    }

    /// The call has returned.
    func end() {
        state.withLock { $0 = State() }
    }
}
