import Logging
import Synchronization

/// A log handler that keeps what was logged.
final class CapturedLog: Sendable {
    private let kept = Mutex<[(level: Logger.Level, message: String, metadata: Logger.Metadata)]>([])

    var entries: [(level: Logger.Level, message: String, metadata: Logger.Metadata)] { kept.withLock { $0 } }
    var messages: [String] { entries.map(\.message) }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.kept.withLock { $0.append((event.level, event.message.description, event.metadata ?? [:])) }
        }
    }
}
