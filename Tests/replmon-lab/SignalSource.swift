import Dispatch
import Glibc

/// One signal as a Dispatch event, for as long as this value is held.
final class SignalSource: @unchecked Sendable {
    // Written once, before anyone else sees the object.
    private let source: any DispatchSourceSignal

    init(_ number: Int32, handler: @escaping @Sendable () -> Void) {
        signal(number, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.activate()
    }

    deinit {
        source.cancel()
    }
}
