internal import QueueExecutor
internal import ReplicationCore

/// The driver's clients for one member. Blocks; used by one thread at a time.
///
/// One never logs in: it works for arbiters, which have no users, and when the login is refused. The other logs in.
struct MemberConnections {
    /// For connecting and for each reply.
    let timeout: Duration
    private let host: String
    private let options: MongoConnectionOptions
    private let progress: PollProgress
    private var plain: MongoConnection?
    private var loggedIn: MongoConnection?

    init(host: String, options: MongoConnectionOptions, timeout: Duration, progress: PollProgress) {
        self.host = host
        self.options = options
        self.timeout = timeout
        self.progress = progress
    }

    mutating func closeAll() {
        plain = nil
        loggedIn = nil
    }

    /// Runs a command; repeats it on a new connection when an idle one has ended, so that a server that was restarted
    /// between two polls is not reported as down.
    ///
    /// - Parameter login: Whether it needs replmon's login; without credentials every command goes over the plain connection.
    mutating func run(
        _ command: [UInt8], on database: String = "admin", login: Bool, deadline: MonotonicInstant
    ) throws(ProbeFailure) -> BSONDocument {
        let login = login && options.hasCredentials
        let wasIdle = (login ? loggedIn : plain) != nil
        do {
            return try attempt(command, on: database, login: login, deadline)
        } catch .closed where wasIdle {
            return try attempt(command, on: database, login: login, deadline)
        } catch .connect where wasIdle {
            return try attempt(command, on: database, login: login, deadline)
        }
    }

    private mutating func attempt(
        _ command: [UInt8], on database: String, login: Bool, _ deadline: MonotonicInstant
    ) throws(ProbeFailure) -> BSONDocument {
        let existing = login ? loggedIn : plain
        let phase: ProbeFailure.Phase = existing != nil ? .query : login ? .authenticate : .connect
        progress.phase = phase
        let began = MonotonicClock.now()
        guard began < deadline else { throw .timeout(phase: phase) }
        // Removed during the call: after any error it is dropped, and with it the driver's cool-down.
        if login { loggedIn = nil } else { plain = nil }
        let connection: MongoConnection
        if let existing {
            connection = existing
        } else {
            connection = try MongoConnection(
                host: host, options: options, login: login, timeout: timeout, replyTimeout: timeout)
        }
        let reply: [UInt8]
        do throws(DriverError) {
            reply = try connection.run(command, on: database)
        } catch {
            let ranOutOfTime = began.duration(to: MonotonicClock.now()) >= timeout * 0.9
            let context = DriverError.Context(
                phase: phase, ranOutOfTime: ranOutOfTime, usesTLS: options.usesTLS, hasCredentials: login)
            throw error.failure(context)
        }
        if login { loggedIn = connection } else { plain = connection }
        return try BSONDocument(reply[...])
    }
}
