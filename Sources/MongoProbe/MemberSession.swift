internal import Dispatch
internal import Replication
internal import Synchronization

/// A member's connections between polls, and the queue they are used on.
final class MemberSession: Sendable {
    /// The one queue on which the driver's blocking calls for this member run; an abandoned one stays on it.
    let queue = DispatchQueue(label: "replmon.mongo.member", qos: .utility)
    private let progress: PollProgress
    /// Never contended: only the queue's jobs take it, and they run one after the other.
    private let connections: Mutex<MemberConnections>

    init(host: String, options: MongoConnectionOptions, timeout: Duration) {
        let progress = PollProgress()
        self.progress = progress
        connections = Mutex(MemberConnections(host: host, options: options, timeout: timeout, progress: progress))
    }

    /// What a call is doing that has not returned yet; `nil` when there is none.
    var phaseUnderWay: ProbeFailure.Phase? { progress.phase }

    /// One poll; blocks, on `queue` only.
    func poll(deadline: MonotonicInstant) -> Result<MemberAnswer, ProbeFailure> {
        defer { progress.phase = nil }
        return connections.withLock { connections in
            Result { () throws(ProbeFailure) in try connections.poll(deadline: deadline) }
        }
    }

    /// Closes the connections as soon as no call uses them.
    func close() {
        queue.async { [self] in connections.withLock { $0.closeAll() } }
    }
}

/// What one poll brought, and what the watch needs to go on from there.
struct MemberAnswer: Sendable {
    var reading: MongoReading
    /// `nil` before 4.4.
    var topologyVersion: BSONDocument?
}
