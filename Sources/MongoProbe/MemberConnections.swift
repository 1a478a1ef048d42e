internal import QueueExecutor
internal import Replication

/// The driver's clients for one member and what must be remembered between polls. Blocks; used by one thread at a time.
///
/// `hello` goes over a connection that never logs in: it works for arbiters, which have no users, and when the login is
/// refused. The other commands use a second connection that logs in, or the same when there are no credentials.
struct MemberConnections {
    private let host: String
    private let options: MongoConnectionOptions
    private let timeout: Duration
    private let progress: PollProgress
    private var plain: MongoConnection?
    private var loggedIn: MongoConnection?
    private var helloCommand = MongoCommand.hello
    private var config: ReplicaSetConfig?
    private var configIdentity: ConfigIdentity?
    private var refusals: [Question: Refusal] = [:]

    /// Which configuration a member has: when this moves, `replSetGetConfig` is read again.
    private struct ConfigIdentity: Equatable {
        var setVersion: Int64?
        var version: Int64?
        var term: Int64?
    }

    /// What is asked with credentials, after `hello`.
    private enum Question {
        case status, config
    }

    /// The server refused our login or a command; it logs each attempt, so the next one is not made before `until`.
    private struct Refusal {
        var failure: ProbeFailure
        var until: MonotonicInstant
    }

    private static let refusalPause: Duration = .seconds(30)

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

    /// Asks `hello`; of a member that can tell, also status and configuration. Only `hello` decides whether the poll
    /// failed: what goes wrong after it is part of the answer.
    mutating func poll(deadline: MonotonicInstant) throws(ProbeFailure) -> MemberAnswer {
        let reply = try askHello(deadline)
        var reading = MongoReading(hello: try HelloReply(bson: reply))
        if reading.hello.setName != nil, !reading.hello.arbiterOnly {
            do {
                try readStatus(into: &reading, deadline)
            } catch {
                reading.statusFailure = error
            }
        }
        return MemberAnswer(reading: reading, topologyVersion: try reply.document("topologyVersion"))
    }

    private mutating func askHello(_ deadline: MonotonicInstant) throws(ProbeFailure) -> BSONDocument {
        do {
            return try run(helloCommand, login: false, deadline)
        } catch .server(code: "59", _) where helloCommand == MongoCommand.hello {
            helloCommand = MongoCommand.legacyHello
            return try run(helloCommand, login: false, deadline)
        } catch .server(let code, let message) where Self.shutdownCodes.contains(code) {
            throw .startingUp(message)
        }
    }

    /// `ShutdownInProgress`, `InterruptedAtShutdown`, `InterruptedDueToReplStateChange`: a server on its way down
    /// (or, the last, between states) answers `hello` with these.
    private static let shutdownCodes = ["91", "11600", "11602"]

    private mutating func readStatus(into reading: inout MongoReading, _ deadline: MonotonicInstant)
        throws(ProbeFailure)
    {
        let reply = try ask(.status, deadline)
        reading.status = try ReplicaSetStatus(bson: reply)
        let identity = try Self.configIdentity(reading.hello, reply)
        if config == nil || identity != configIdentity {
            config = nil
            config = try ReplicaSetConfig(bson: try ask(.config, deadline))
            configIdentity = identity
        }
        reading.config = config
    }

    private static func configIdentity(_ hello: HelloReply, _ status: BSONDocument) throws(ProbeFailure)
        -> ConfigIdentity
    {
        var identity = ConfigIdentity(setVersion: hello.setVersion)
        for row in try status.documents("members") ?? [] where try row.boolean("self") ?? false {
            identity.version = try row.integer("configVersion")
            identity.term = try row.integer("configTerm")
        }
        return identity
    }

    private mutating func ask(_ question: Question, _ deadline: MonotonicInstant) throws(ProbeFailure) -> BSONDocument {
        if let refusal = refusals[question], MonotonicClock.now() < refusal.until { throw refusal.failure }
        let command =
            switch question {
            case .status: MongoCommand.status(limit: timeout)
            case .config: MongoCommand.config(limit: timeout)
            }
        do {
            let reply = try run(command, login: options.hasCredentials, deadline)
            refusals[question] = nil
            return reply
        } catch {
            switch error {
            case .authentication, .privilege:
                let until = MonotonicClock.now().advanced(by: Self.refusalPause)
                refusals[question] = Refusal(failure: error, until: until)
            default: refusals[question] = nil
            }
            throw error
        }
    }

    /// Runs a command; once more on a new connection when an idle one turns out to have ended, so that a server that
    /// was restarted between two polls is not reported as down.
    private mutating func run(_ command: [UInt8], login: Bool, _ deadline: MonotonicInstant)
        throws(ProbeFailure) -> BSONDocument
    {
        let wasIdle = (login ? loggedIn : plain) != nil
        do {
            return try attempt(command, login: login, deadline)
        } catch .closed where wasIdle {
            return try attempt(command, login: login, deadline)
        } catch .connect where wasIdle {
            return try attempt(command, login: login, deadline)
        }
    }

    private mutating func attempt(_ command: [UInt8], login: Bool, _ deadline: MonotonicInstant)
        throws(ProbeFailure) -> BSONDocument
    {
        let existing = login ? loggedIn : plain
        let phase: ProbeFailure.Phase = existing != nil ? .query : login ? .authenticate : .connect
        progress.phase = phase
        let began = MonotonicClock.now()
        guard began < deadline else { throw .timeout(phase: phase) }
        // Taken out for the time of the call: after any error it is gone, and with it the driver's cool-down.
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
            reply = try connection.run(command)
        } catch {
            let ranOutOfTime = began.duration(to: MonotonicClock.now()) >= timeout * 0.9
            throw error.failure(
                DriverError.Context(
                    phase: phase, ranOutOfTime: ranOutOfTime, usesTLS: options.usesTLS, hasCredentials: login))
        }
        if login { loggedIn = connection } else { plain = connection }
        return try BSONDocument(reply[...])
    }
}
