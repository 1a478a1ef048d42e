internal import MongoReplication
internal import QueueExecutor
internal import ReplicationCore

/// One member's polls: the commands, their order, and the state between polls. Blocks.
///
/// Only `hello` decides whether a poll failed: a later failure is part of the answer.
struct MemberPoll {
    private var connections: MemberConnections
    private let progress: PollProgress
    private var helloCommand = MongoCommand.hello
    private var config: ReplicaSetConfig?
    private var configIdentity: ConfigIdentity?
    private var server: MongoServerStatus?
    private var cadence = ServerStatusCadence()
    private var refusals = Refusals()

    /// The version of a member's configuration: when it changes, `replSetGetConfig` is read again.
    private struct ConfigIdentity: Equatable {
        var setVersion: Int64?
        var version: Int64?
        var term: Int64?
    }

    init(host: String, options: MongoConnectionOptions, timeout: Duration, progress: PollProgress) {
        connections = MemberConnections(host: host, options: options, timeout: timeout, progress: progress)
        self.progress = progress
    }

    mutating func closeAll() {
        connections.closeAll()
    }

    /// Sends `hello`; to a data-bearing member of a set also the commands for its view of the set, its configuration,
    /// and, at longer intervals, the values that change slowly.
    mutating func poll(deadline: MonotonicInstant) throws(ProbeFailure) -> MemberAnswer {
        let reply = try askHello(deadline)
        let topologyVersion = reply.extra { try $0.document("topologyVersion") }
        var answer = MemberAnswer(
            reading: MongoReading(hello: try HelloReply(bson: reply)), topologyVersion: topologyVersion)
        guard answer.reading.hello.setName != nil, !answer.reading.hello.arbiterOnly else { return answer }
        refusals.note(answer.reading.hello)
        do {
            answer.reading.statusFailure = .timeout(phase: .query)
            progress.answered = answer
            let status = try askStatus(answer.reading.hello, deadline)
            answer.reading.status = try ReplicaSetStatus(bson: status)
            progress.answered = answer
            answer.reading.config = try currentConfig(answer.reading.hello, status, deadline)
            answer.reading.statusFailure = nil
        } catch {
            answer.reading.statusFailure = error
        }
        answer.reading.server = server
        progress.answered = answer
        if let status = answer.reading.status, answer.reading.statusFailure?.endsPoll != true {
            answer.reading.server = currentServerStatus(answer.reading.hello, status, deadline)
        }
        return answer
    }

    private mutating func askHello(_ deadline: MonotonicInstant) throws(ProbeFailure) -> BSONDocument {
        do {
            return try connections.run(helloCommand, login: false, deadline: deadline)
        } catch .server(code: "59", _) where helloCommand == MongoCommand.hello {
            helloCommand = MongoCommand.legacyHello
            return try connections.run(helloCommand, login: false, deadline: deadline)
        } catch .server(let code, let message) where DriverError.shutdownCodes.contains(code) {
            throw .startingUp(message)
        }
    }

    private mutating func askStatus(_ hello: HelloReply, _ deadline: MonotonicInstant)
        throws(ProbeFailure) -> BSONDocument
    {
        // Until 4.2 (wire version 8) the server reports progress on request only, also that of a finished initial sync.
        let mayBeSyncing = hello.maxWireVersion <= 8 && !hello.secondary && !hello.isWritablePrimary
        let command = MongoCommand.status(limit: connections.timeout, initialSync: mayBeSyncing)
        return try ask(.status, command, deadline)
    }

    private mutating func currentConfig(
        _ hello: HelloReply, _ status: BSONDocument, _ deadline: MonotonicInstant
    ) throws(ProbeFailure) -> ReplicaSetConfig? {
        let identity = try Self.configIdentity(hello, status)
        if config == nil || identity != configIdentity {
            config = nil
            let reply = try ask(.config, MongoCommand.config(limit: connections.timeout), deadline)
            config = try ReplicaSetConfig(bson: reply)
            configIdentity = identity
        }
        return config
    }

    private static func configIdentity(_ hello: HelloReply, _ status: BSONDocument) throws(ProbeFailure)
        -> ConfigIdentity
    {
        var identity = ConfigIdentity(setVersion: hello.setVersion)
        for row in try status.documents("members") ?? [] where try row.boolean("self") ?? false {
            identity.version = row.extra { try $0.integer("configVersion") }
            identity.term = row.extra { try $0.integer("configTerm") }
        }
        return identity
    }

    /// The slowly changing values, read again when they are due; else, or when the server does not answer in time,
    /// those of the last read.
    private mutating func currentServerStatus(
        _ hello: HelloReply, _ status: ReplicaSetStatus, _ deadline: MonotonicInstant
    ) -> MongoServerStatus? {
        let situation = ServerStatusCadence.Situation(
            state: status.myState, term: status.term, primary: hello.primary, processID: hello.processID)
        guard cadence.isDue(in: situation, at: MonotonicClock.now()) else { return server }
        var isAnswered = true
        do {
            server = try readServerStatus(deadline)
        } catch {
            isAnswered = false
        }
        cadence.asked(at: MonotonicClock.now(), answered: isAnswered)
        return server
    }

    private mutating func readServerStatus(_ deadline: MonotonicInstant) throws(ProbeFailure) -> MongoServerStatus {
        let limit = connections.timeout
        var facts = MongoServerStatus(observedAt: MonotonicClock.now())
        var reply = try answer(
            .serverStatus, MongoCommand.serverStatus(limit: limit, withOplog: true), &facts.denied, deadline)
        if reply == nil, facts.denied.isEmpty {
            // 17347, `Problem reading earliest entry from oplog`, or another error of this section.
            reply = try answer(
                .serverStatus, MongoCommand.serverStatus(limit: limit, withOplog: false), &facts.denied, deadline)
        }
        if let reply { facts.take(serverStatus: reply) }
        if let reply = try answer(.oplogStats, MongoCommand.oplogStats(limit: limit), &facts.denied, deadline) {
            facts.take(oplogStats: reply)
        }
        let featureCompatibility = MongoCommand.featureCompatibility(limit: limit)
        if let reply = try answer(.featureCompatibility, featureCompatibility, &facts.denied, deadline) {
            facts.take(featureCompatibility: reply)
        }
        facts.observedAt = MonotonicClock.now()
        return facts
    }

    /// The answer to one of several independent commands: `nil` when the server returns an error, with a missing
    /// privilege recorded. Throws any other failure.
    private mutating func answer(
        _ question: MemberQuestion, _ command: [UInt8], _ denied: inout [String], _ deadline: MonotonicInstant
    ) throws(ProbeFailure) -> BSONDocument? {
        do {
            return try ask(question, command, deadline)
        } catch .privilege {
            denied.append(question.privilege)
            return nil
        } catch .server {
            return nil
        }
    }

    private mutating func ask(_ question: MemberQuestion, _ command: [UInt8], _ deadline: MonotonicInstant)
        throws(ProbeFailure) -> BSONDocument
    {
        if let refusal = refusals.standing(question, at: MonotonicClock.now()) { throw refusal }
        do {
            let reply = try connections.run(command, on: question.database, login: true, deadline: deadline)
            refusals.end(question)
            return reply
        } catch {
            switch error {
            case .authentication, .privilege: refusals.add(question, error, at: MonotonicClock.now())
            default: break
            }
            throw error
        }
    }
}

extension ProbeFailure {
    /// Whether no further command is sent in this poll after this failure.
    fileprivate var endsPoll: Bool {
        switch self {
        case .privilege, .server, .malformed: false
        case .resolve, .connect, .tls, .authentication, .timeout, .startingUp, .tooManyConnections, .closed, .local:
            true
        }
    }
}
