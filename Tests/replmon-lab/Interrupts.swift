import Glibc

/// SIGINT, SIGTERM and SIGHUP, once, as something to wait for.
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

    func wait() async {
        for await _ in stream { return }
    }
}
