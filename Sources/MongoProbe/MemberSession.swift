internal import Dispatch
internal import ReplicationCore
internal import Synchronization

/// A member's connections between polls, and their queue.
final class MemberSession: Sendable {
    /// The one queue on which the driver's blocking calls for this member run; an abandoned one stays on it.
    let queue = DispatchQueue(label: "replmon.mongo.member", qos: .utility)
    private let progress: PollProgress
    /// Never contended: only the queue's jobs take it, and they run one after the other.
    private let polls: Mutex<MemberPoll>

    init(host: String, options: MongoConnectionOptions, timeout: Duration) {
        let progress = PollProgress()
        self.progress = progress
        polls = Mutex(MemberPoll(host: host, options: options, timeout: timeout, progress: progress))
    }

    /// The phase of a call that has not returned yet; `nil` when there is none.
    var phaseUnderWay: ProbeFailure.Phase? { progress.phase }

    /// The answers that a call got before it began to hang.
    var answeredSoFar: MemberAnswer? { progress.answered }

    /// One poll; blocks, on `queue` only.
    func poll(deadline: MonotonicInstant) -> Result<MemberAnswer, ProbeFailure> {
        defer { progress.end() }
        return polls.withLock { polls in
            Result { () throws(ProbeFailure) in try polls.poll(deadline: deadline) }
        }
    }

    /// Closes the connections as soon as no call uses them.
    func close() {
        queue.async { [self] in polls.withLock { $0.closeAll() } }
    }
}
