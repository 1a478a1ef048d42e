import ReplicationLab
import Synchronization

/// The sessions that fill a server, kept across the threads that open and release them.
final class Crowd: Sendable {
    private let sessions = Mutex<HeldSessions?>(nil)

    func fill(_ node: PostgresNode) throws {
        let held = try node.exhaustConnections()
        sessions.withLock { $0 = held }
    }

    func leave() {
        sessions.withLock { $0 }?.release()
    }
}
