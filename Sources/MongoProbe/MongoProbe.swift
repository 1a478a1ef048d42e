internal import Dispatch
package import MongoReplication
internal import QueueExecutor
package import ReplicationCore

/// Observes one member of a MongoDB replica set, directly, and reports its changes at once.
///
/// Each poll sends `hello` without logging in and then, unless the member is an arbiter or in no set,
/// `replSetGetStatus` (which needs `clusterMonitor` when the server has access control); `replSetGetConfig` when its
/// version or term has changed; every half minute and for ten seconds after each change also `serverStatus` (trimmed),
/// `collStats` of the oplog and the feature compatibility version. After a refused login the reading has `hello` and
/// the reason; the login is tried again after five seconds, then every half minute. An arbiter, and a server in no set
/// (it may be one that was removed), gets only `hello`.
package actor MongoProbe: Probe {
    private let executor = QueueExecutor(label: "replmon.mongo.probe", in: .probes)
    private let makeSession: @Sendable () -> MemberSession
    private var session: MemberSession
    private let watch: HelloWatch
    private let workers: MongoWorkers
    /// The last call failed or timed out: the next one runs in the suspect lane.
    private var isSuspect = false
    private var isClosed = false
    /// When the call that is under way was given up; `nil` when there is none.
    private var stuckSince: MonotonicInstant?
    /// A call that takes longer than every timeout of driver and resolver is deadlocked (CDRIVER-4666) and never
    /// returns.
    private static let deadlockAge: Duration = .seconds(120)

    /// The actor's own queue; the driver's blocking calls are on others.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Prepares to observe a member; the first poll connects.
    ///
    /// - Parameters:
    ///   - host: `host:port`, as in the set's configuration or the seeds.
    ///   - options: TLS and credentials, shared by the members of the set.
    ///   - workers: Where blocking calls run, shared by all members of all sets.
    ///   - timeout: For connecting and for each reply: the configuration's `probe_timeout`.
    ///   - onChange: Called from any thread, at once, when the member's state changed or its connection ended between
    ///     two polls: a poll is due. It must not block.
    package init(
        host: String, options: MongoConnectionOptions, workers: MongoWorkers, timeout: Duration,
        onChange: @escaping @Sendable () -> Void
    ) {
        MongoDriver.start()
        self.workers = workers
        makeSession = { MemberSession(host: host, options: options, timeout: timeout) }
        session = makeSession()
        watch = HelloWatch(host: host, options: options, timeout: timeout, workers: workers, onChange: onChange)
    }

    deinit {
        watch.stop()
    }

    /// One poll of the member.
    ///
    /// Returns by the deadline even when the driver hangs for ever, with what the member has answered until then, if it
    /// has answered `hello` at all. The hanging call is abandoned, and until it returns every further poll of this
    /// member fails at once and begins no second call (except after two minutes, with a new session).
    package func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> MongoReading {
        guard !isClosed else { throw .closed("the probe was closed") }
        try leaveStuckSession()
        // The driver itself would notice it, but then it looks up the name again in a way that can deadlock.
        if watch.takeLoss() { session.close() }
        let session = session
        let result = await workers.call(on: session.queue, isSuspect: isSuspect, deadline: deadline) {
            session.poll(deadline: deadline)
        }
        guard let result else {
            isSuspect = true
            let (answered, phase) = (session.answeredSoFar, session.phaseUnderWay)
            if phase != nil { stuckSince = MonotonicClock.now() }
            guard let answered else { throw .timeout(phase: phase ?? .connect) }
            return answered.reading
        }
        isSuspect = (try? result.get()) == nil
        let answer = try result.get()
        if let topologyVersion = answer.topologyVersion, !isClosed { watch.start(after: topologyVersion) }
        return answer.reading
    }

    /// Returns when no call is under way. A deadlocked call and its thread are abandoned for a new session, unless
    /// there are too many of them.
    private func leaveStuckSession() throws(ProbeFailure) {
        guard let phase = session.phaseUnderWay else {
            stuckSince = nil
            return
        }
        let now = MonotonicClock.now()
        guard let stuckSince, stuckSince.duration(to: now) > Self.deadlockAge, !workers.isCrowded else {
            throw .timeout(phase: phase)
        }
        session = makeSession()
        self.stuckSince = nil
    }

    /// Ends the watch and closes the connections without waiting for a call that is under way: such a call ends by its
    /// own timeouts, the watch within ten seconds.
    package func close() {
        isClosed = true
        watch.stop()
        session.close()
    }
}
