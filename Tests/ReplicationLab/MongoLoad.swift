import Dispatch
import Synchronization

/// A thread that inserts one document per interval, on whichever member is primary.
final class MongoLoad: Sendable {
    private let ended = Mutex(false)
    private let finished = DispatchSemaphore(value: 0)

    init(interval: Duration, connect: @escaping @Sendable () throws -> MongoConnection?) {
        DispatchQueue(label: "mongo load").async { [self] in
            run(interval: interval, connect: connect)
            finished.signal()
        }
    }

    /// Returns when the last insert has been answered.
    func stop() {
        let first = ended.withLock { ended in
            defer { ended = true }
            return !ended
        }
        if first { finished.wait() }
    }

    private func run(interval: Duration, connect: () throws -> MongoConnection?) {
        var connection: MongoConnection?
        var number = 0
        while !ended.withLock({ $0 }) {
            pause(interval)
            do {
                if connection == nil { connection = try connect() }
                _ = try connection?.run(#"{"insert": "load", "documents": [{"n": \#(number)}]}"#, database: "lab")
                number += 1
            } catch {
                connection = nil
            }
        }
    }
}
