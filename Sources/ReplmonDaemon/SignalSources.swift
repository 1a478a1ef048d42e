internal import Dispatch
import Glibc

/// Delivers SIGTERM, SIGINT and SIGHUP as Dispatch events, as long as the object exists; ignores SIGPIPE.
final class SignalSources: @unchecked Sendable {
    // The array does not change after init; a source may be used from any thread.
    private let sources: [any DispatchSourceSignal]

    init(stop: @escaping @Sendable () -> Void, reload: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        sources = [(SIGTERM, stop), (SIGINT, stop), (SIGHUP, reload)].map { number, handler in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: handler)
            source.activate()
            return source
        }
    }
}
