import Dispatch
import Glibc

/// Cleans up and ends the process with status 130 at SIGINT, SIGTERM or SIGHUP, for as long as this value is held.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    init(cleanUp: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                say("interrupted; ending and removing everything")
                cleanUp()
                DriverCounters.remove()
                _exit(130)
            }
            source.activate()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
