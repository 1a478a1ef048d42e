internal import Dispatch
internal import QueueExecutor
internal import ReplicationCore
internal import Synchronization

/// Waits on a separate connection for a member to change, by the awaitable `hello` of MongoDB 4.4 and later, and
/// reports each change at once: a killed server, a stepdown, an election, a new configuration. Needs no credentials.
///
/// After an error the watch has ended until a poll succeeds and starts it again, at most once a second: a member that
/// is down, or a proxy that cuts idle connections, is only polled. So is, for minutes, a member that has no awaitable
/// `hello` although it reports a topology version: 4.4.0 and 4.4.1.
final class HelloWatch: Sendable {
    /// How long the server holds a `hello` while nothing changes. An abandoned watch lasts this long.
    private static let wait: Duration = .seconds(8)
    private static let startInterval: Duration = .seconds(1)
    private static let refusalPause: Duration = .seconds(300)
    /// A member that answers more often than this within a second does not wait; it is only polled.
    private static let answersPerSecond = 20

    private struct State {
        var isRunning = false
        var isStopped = false
        var sawLoss = false
        var notBefore = MonotonicInstant(nanoseconds: .min)
    }

    private enum Ending {
        /// The connection was lost.
        case lost
        /// The server refuses this `hello`.
        case refused
        /// The watch was stopped, or the member is only polled.
        case over
    }

    private let host: String
    private let options: MongoConnectionOptions
    private let timeout: Duration
    private let workers: MongoWorkers
    private let onChange: @Sendable () -> Void
    private let queue = DispatchQueue(label: "replmon.mongo.watch", qos: .utility)
    private let state = Mutex(State())

    init(
        host: String, options: MongoConnectionOptions, timeout: Duration, workers: MongoWorkers,
        onChange: @escaping @Sendable () -> Void
    ) {
        self.host = host
        self.options = options
        self.timeout = timeout
        self.workers = workers
        self.onChange = onChange
    }

    /// Begins to wait for a change after the topology version of a poll, unless it waits already.
    func start(after topologyVersion: BSONDocument) {
        let now = MonotonicClock.now()
        let begins = state.withLock { state in
            guard !state.isRunning, !state.isStopped, now >= state.notBefore, workers.beginWatch() else { return false }
            state = State(isRunning: true, notBefore: now.advanced(by: Self.startInterval))
            return true
        }
        if begins { queue.async { self.run(after: topologyVersion) } }
    }

    /// Ends the watch finally. The driver cannot be interrupted: its call is abandoned, and returns when `wait` is
    /// over.
    func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// Whether the connection was lost since the last call: the idle connections of the polls are then lost as well.
    func takeLoss() -> Bool {
        state.withLock { state in
            defer { state.sawLoss = false }
            return state.sawLoss
        }
    }

    private func run(after topologyVersion: BSONDocument) {
        let ending = follow(from: topologyVersion)
        workers.endWatch()
        // The state ends before the change is reported: the poll that follows may start the watch again.
        state.withLock { state in
            state.isRunning = false
            state.sawLoss = ending == .lost
            if ending == .refused { state.notBefore = MonotonicClock.now().advanced(by: Self.refusalPause) }
        }
        if ending == .lost, !isStopped { onChange() }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Waits for changes until the watch ends.
    private func follow(from first: BSONDocument) -> Ending {
        var known = first
        var recent: [MonotonicInstant] = []
        do {
            let connection = try MongoConnection(
                host: host, options: options, login: false, timeout: timeout, replyTimeout: Self.wait + timeout)
            while true {
                let bytes = try connection.run(MongoCommand.awaitHello(after: known, wait: Self.wait))
                guard !isStopped, let version = try BSONDocument(bytes[...]).document("topologyVersion") else {
                    return .over
                }
                if version != known { onChange() }
                known = version
                recent = recent.suffix(Self.answersPerSecond - 1) + [MonotonicClock.now()]
                if recent.count == Self.answersPerSecond, let oldest = recent.first, let newest = recent.last,
                    oldest.duration(to: newest) < .seconds(1)
                {
                    return .over
                }
            }
        } catch let error as DriverError where error.isRefusal {
            return .refused
        } catch {
            return .lost
        }
    }
}
