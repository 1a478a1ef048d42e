import Synchronization

/// Counts commits in one session, one after the other; one that hangs delays the next ones.
package final class PostgresWriter: Sendable {
    private struct Progress {
        var session: PostgresSession?
        var attempted = 0
        var committed = 0
    }

    private let port: Int
    private let progress = Mutex(Progress())
    private let repetition = Repetition()

    init(port: Int, interval: Duration, in lab: Lab) {
        self.port = port
        repetition.start("writer", every: interval) { [self] in step() }
        lab.atEnd { [self] in stop() }
    }

    /// How many commits were sent.
    package var attempted: Int { progress.withLock { $0.attempted } }
    /// How many of them returned.
    package var committed: Int { progress.withLock { $0.committed } }

    /// Stops writing, also while a commit hangs: its session is closed then.
    package func stop() {
        repetition.end { progress.withLock { $0.session }?.disconnect() }
    }

    /// A lost session is opened again at the next step.
    private func step() {
        do {
            let session = try progress.withLock { $0.session } ?? PostgresSession(port: port, application: "writer")
            progress.withLock {
                $0.session = session
                $0.attempted += 1
            }
            // Waits for synchronous standbys, as every transaction with an id does.
            try session.run("SELECT pg_logical_emit_message(true, 'lab', 'write')", within: nil)
            progress.withLock { $0.committed += 1 }
        } catch {
            progress.withLock { $0.session = nil }
        }
    }
}
