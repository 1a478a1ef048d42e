import Dispatch
import Glibc

/// The events of a watch: the next time to ask, and a changed size of the terminal. The signals that end a process end
/// it here too, after the terminal is restored; Ctrl-Z and its end are handled as well.
final class WatchEvents: @unchecked Sendable {
    enum Event: Sendable {
        case tick
        case resized
    }

    /// Never ends.
    let events: AsyncStream<Event>
    // Written once, before anyone else sees the object.
    private let timer: any DispatchSourceTimer
    private var signals: [any DispatchSourceSignal] = []

    /// `suspend` and `resume` are called around a stop by Ctrl-Z, `end` before a signal ends the process.
    init(
        every interval: Duration, suspend: @escaping @Sendable () -> Void, resume: @escaping @Sendable () -> Void,
        end: @escaping @Sendable () -> Void
    ) {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(2))
        self.events = events
        let timer = DispatchSource.makeTimerSource(queue: .global())
        let milliseconds = interval.components.seconds * 1000 + interval.components.attoseconds / 1_000_000_000_000_000
        timer.schedule(deadline: .now(), repeating: .milliseconds(Int(milliseconds)), leeway: .milliseconds(10))
        timer.setEventHandler { continuation.yield(.tick) }
        self.timer = timer
        for number in [SIGINT, SIGTERM, SIGHUP] {
            on(number) {
                end()
                // As a shell shows a process that the signal has ended.
                _exit(128 + number)
            }
        }
        on(SIGWINCH) { continuation.yield(.resized) }
        on(SIGTSTP) {
            suspend()
            kill(getpid(), SIGSTOP)
        }
        // Not after the stop above: this thread may run on for a moment before it takes effect.
        on(SIGCONT) {
            resume()
            continuation.yield(.resized)
        }
        timer.activate()
    }

    /// A signal that was ignored when the process started, as nohup does, stays ignored.
    private func on(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
        let former = signal(number, SIG_IGN)
        guard unsafe unsafeBitCast(former, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else { return }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.activate()
        signals.append(source)
    }
}
