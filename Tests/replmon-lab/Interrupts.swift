import ArgumentParser
import Glibc

/// Waits once for SIGINT, SIGTERM or SIGHUP.
struct Interrupts: Sendable {
    private let stream: AsyncStream<Void>
    private let sources: [any Sendable]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            SignalSource(number) { continuation.yield() }
        }
    }

    /// Runs the work until it is done or one of the signals arrives; then everything started is ended and the exit
    /// status is 130.
    static func end(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let interrupts = Interrupts()
        let work = Task { try await work() }
        let watcher = Task {
            await interrupts.wait()
            work.cancel()
        }
        defer { watcher.cancel() }
        do {
            try await work.value
        } catch is CancellationError {
            print("\ninterrupted; everything is ended and removed")
            throw ExitCode(130)
        }
    }

    func wait() async {
        for await _ in stream { return }
    }
}
