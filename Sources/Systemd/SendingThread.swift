import Glibc

/// One thread that sends the messages of a queue.
///
/// `sd_journal_sendv` and `sd_notify` block for as long as their receiver hangs. Only this thread ever calls them, so
/// only this thread hangs: a caller waits only while the queue is changed. The thread is detached and blocks `SIGPIPE`
/// and the signals that a daemon handles, so none interrupts a send and a closed standard error does not end the
/// program.
final class SendingThread<Queue: SendQueue>: Sendable {
    private struct State {
        var queue: Queue
        var isSending = false
        var isOpen = true
    }

    private let state: Monitor<State>

    /// Starts the thread. If the process is at its limit of tasks, there is no thread and the queue is closed from the
    /// start.
    init(queue: Queue, send: @escaping @Sendable (Queue.Message) -> Void) {
        let state = Monitor(State(queue: queue))
        self.state = state
        let started = startDetachedThread {
            while let message = Self.next(in: state) {
                send(message)
                state.withLock { $0.isSending = false }
            }
        }
        if !started { close() }
    }

    /// Ends the thread once it has sent the queued messages.
    deinit { close() }

    /// Reads or changes the queue; `isOpen` is false when added messages are no longer sent.
    func withQueue<Result>(_ body: (_ queue: inout Queue, _ isOpen: Bool) -> Result) -> Result {
        state.withLock { body(&$0.queue, $0.isOpen) }
    }

    /// Waits until every queued message was sent, for `limit` at most; false when one was not.
    func flush(within limit: Duration) -> Bool {
        state.wait(atMost: limit) { $0.queue.isEmpty && !$0.isSending ? true : nil } ?? false
    }

    /// Accepts no more messages; the thread ends once it has sent the queued ones.
    func close() {
        state.withLock { $0.isOpen = false }
    }

    /// Waits for the next message; `nil` when the queue is closed and empty.
    private static func next(in state: Monitor<State>) -> Queue.Message? {
        let next: Queue.Message?? = state.wait { state in
            if let message = state.queue.popFirst() {
                state.isSending = true
                return .some(message)
            }
            return state.isOpen ? nil : .some(nil)
        }
        return next ?? nil
    }
}

/// The code of one thread, boxed to pass through `pthread_create`.
private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs `body` on a new detached thread; false when the system has no thread left.
private func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    // A thread inherits its creator's signal mask: blocked around the creation, no signal can arrive too early. Others
    // stay unblocked, as the Swift runtime's crash handler stops the threads with a signal.
    var blocked = sigset_t()
    var previous = sigset_t()
    unsafe sigemptyset(&blocked)
    for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGCHLD] { unsafe sigaddset(&blocked, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

    let context = unsafe Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
        &thread, nil,
        { context in
            if let context = unsafe context {
                unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
            }
            return nil
        }, context.toOpaque())
    guard status == 0 else {
        unsafe context.release()
        return false
    }
    pthread_detach(thread)
    return true
}
