internal import Dispatch
import Glibc

/// SIGTERM, SIGINT and SIGHUP as Dispatch events; SIGPIPE ignored. Kept alive by whoever holds it.
final class SignalSources: @unchecked Sendable {
    // The array is written once, before anyone else sees the object.
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
