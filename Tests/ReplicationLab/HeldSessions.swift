import Synchronization

/// Sessions that stay open until they are released or their lab ends.
package final class HeldSessions: Sendable {
    /// The servers' process ids of the sessions (`pg_stat_activity.pid`).
    package let processIDs: [Int]

    private let sessions: Mutex<[PostgresSession]>

    init(_ sessions: [PostgresSession], in lab: Lab) {
        processIDs = sessions.map(\.processID)
        self.sessions = Mutex(sessions)
        lab.atEnd { [self] in release() }
    }

    /// Closes the sessions; the server rolls their transactions back.
    package func release() {
        sessions.withLock { sessions in
            for session in sessions { session.disconnect() }
            sessions = []
        }
    }
}
