import NIOCore
import Synchronization

/// The state that all connections of a server share: its counters, and whether its event loop still runs.
final class ServerState: Sendable {
    private let statistics = Mutex(HTTPServerStatistics())
    private let isLoopRunning = Mutex(true)

    var current: HTTPServerStatistics {
        statistics.withLock { $0 }
    }

    /// `false` from the moment the loop is being shut down.
    var isRunning: Bool {
        isLoopRunning.withLock { $0 }
    }

    func count(_ change: (inout HTTPServerStatistics) -> Void) {
        statistics.withLock { change(&$0) }
    }

    /// Runs `work` on the loop; does nothing once the loop is being shut down, so a handler that outlasts its server
    /// never reaches a loop that has ended.
    func run(on loop: any EventLoop, _ work: @escaping @Sendable () -> Void) {
        isLoopRunning.withLock { isRunning in
            if isRunning { loop.execute(work) }
        }
    }

    /// Ends the use of the loop; `false` when it had ended before.
    func stopLoop() -> Bool {
        isLoopRunning.withLock { isRunning in
            defer { isRunning = false }
            return isRunning
        }
    }
}
