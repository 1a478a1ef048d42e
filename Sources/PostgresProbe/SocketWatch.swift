import Dispatch
import Glibc

/// Calls back once, when a socket turns readable or writable (or is reset, which is both).
///
/// It uses a duplicate of the descriptor: libpq closes and reopens its own by itself, and a source on a closed and
/// reused number never fires again. Used on its queue only. The duplicate is closed in the cancel handler, when no
/// event can refer to it.
final class SocketWatch {
    /// The event to wait for.
    enum Event {
        case readable
        case writable
    }

    private let source: any DispatchSourceProtocol

    /// Starts watching; `nil` when no descriptor is left for the duplicate.
    init?(_ event: Event, of descriptor: Int32, queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return nil }
        source =
            switch event {
            case .readable: DispatchSource.makeReadSource(fileDescriptor: duplicate, queue: queue)
            case .writable: DispatchSource.makeWriteSource(fileDescriptor: duplicate, queue: queue)
            }
        source.setCancelHandler { _ = close(duplicate) }
        source.setEventHandler { [weak self] in
            self?.source.cancel()
            handler()
        }
        source.activate()
    }

    /// Ends the watch; it does not call back afterwards when called on the queue. It may be called when the watch has
    /// ended.
    func cancel() {
        source.cancel()
    }

    deinit {
        source.cancel()
    }
}
