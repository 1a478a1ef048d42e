import Dispatch
package import PostgresReplication
import QueueExecutor
package import ReplicationCore

/// Observes one PostgreSQL server, version 10 on, over one connection kept between polls: one round trip per poll.
///
/// libpq is used without blocking on the probe's own serial queue, so a server that hangs costs no thread and delays no
/// other probe. Between polls the connection stays watched: its end is reported at once, not at the next poll. After
/// any failure the connection is dropped and the next poll makes a new one. The caller decides when to poll.
///
/// About every half minute a poll asks for more: the inventory in the same round trip, then whether the postmaster
/// answers a new connection, and, where the role may replicate, the proof of the timeline over a short replication
/// connection. <https://www.postgresql.org/docs/current/libpq-async.html>
package actor PostgresProbe: Probe {
    private let executor: QueueExecutor
    private let waits: ProbeWaits
    private let conninfo: String
    private let onConnectionLost: @Sendable () -> Void
    private let lookup: HostLookup

    /// The usable connection between polls; a poll takes it and puts it back on success.
    private var connection: PostgresConnection?
    private var idleWatch: SocketWatch?
    /// The address of the last good reading: tried first.
    private var lastGoodAddress: Conninfo.Address?
    private var identity = ServerIdentity()
    private var inventory: CarriedInventory
    private var postmasterCheck: PostmasterCheck?
    private var postmasterCadence: SlowCadence
    /// The request that the postmaster last answered, and at which address.
    private var answered: (request: PostmasterPing.Request, at: Conninfo.Address)?
    private var prover: TimelineProver

    /// The prepared statements.
    private enum Statement: String {
        case poll = "replmon_poll"
        case pollWithInventory = "replmon_poll_inventory"
    }

    /// A probe that connects at its first poll.
    /// - Parameters:
    ///   - name: the node's name, for the labels of its queues.
    ///   - conninfo: a whole libpq connection string, password included (see ``Conninfo``).
    ///   - onConnectionLost: called on the probe's queue when the connection ends between two polls.
    package init(name: String, conninfo: String, onConnectionLost: @escaping @Sendable () -> Void) {
        self.init(
            name: name, conninfo: conninfo, slowInterval: SlowCadence.interval, onConnectionLost: onConnectionLost)
    }

    /// The same with another interval for the values that not every poll reads.
    init(name: String, conninfo: String, slowInterval: Duration, onConnectionLost: @escaping @Sendable () -> Void) {
        executor = QueueExecutor(label: "replmon.postgresql.\(name)", in: .probes)
        waits = ProbeWaits(queue: executor.queue)
        lookup = HostLookup(label: "replmon.postgresql.\(name).lookup")
        self.conninfo = conninfo
        self.onConnectionLost = onConnectionLost
        inventory = CarriedInventory(interval: slowInterval)
        postmasterCadence = SlowCadence(interval: slowInterval)
        prover = TimelineProver(interval: slowInterval)
    }

    /// The probe's own queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Reads all values of one poll, after connecting when there is no connection.
    package func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> PostgresReading {
        idleWatch = nil
        let held = connection
        connection = nil
        let connection: PostgresConnection
        if let held { connection = held } else { connection = try await connect(deadline: deadline) }
        var reading = try await poll(connection, deadline: deadline)
        try identity.check(reading.systemIdentifier, startedAt: reading.startedAt, at: connection.address)
        lastGoodAddress = connection.conninfo.address
        await checkPostmaster(at: connection, deadline: deadline)
        reading.postmasterCheck = postmasterCheck
        await prove(reading, at: connection, deadline: deadline)
        reading.timelineProof = prover.proof(for: reading)
        if waits.isClosed { throw ProbeWaits.closedByUs }
        self.connection = connection
        watchIdle(connection)
        return reading
    }

    /// Drops the connection and ends the poll under way, which then fails as closed. For good.
    package func close() {
        idleWatch = nil
        connection = nil
        waits.close()
    }

    // MARK: Connecting

    /// Tries the node's addresses one after the other, each for its share of the time left, until one answers.
    private func connect(deadline: MonotonicInstant) async throws(ProbeFailure) -> PostgresConnection {
        let budget = MonotonicClock.now().duration(to: deadline)
        let targets = try await targets(deadline: deadline)
        var failure = ProbeFailure.local("no address")
        for (index, target) in targets.enumerated() {
            let now = MonotonicClock.now()
            let share = now.advanced(by: now.duration(to: deadline) / (targets.count - index))
            do throws(ProbeFailure) {
                let session = target.forWatching(budget: budget)
                let connection = try await PostgresConnection.open(session, waits: waits, deadline: share)
                try await prepare(connection, deadline: deadline)
                return connection
            } catch {
                failure = Self.moreSpecific(failure, error)
                if error.serverAnswered { break }
            }
        }
        throw failure
    }

    /// Of two addresses' failures the later, unless it is a plain refusal and the earlier one says more.
    private static func moreSpecific(_ earlier: ProbeFailure, _ later: ProbeFailure) -> ProbeFailure {
        guard case .connect = later else { return later }
        return switch earlier {
        case .connect, .local: later
        default: earlier
        }
    }

    /// The addresses to connect to, the last good one first.
    private func targets(deadline: MonotonicInstant) async throws(ProbeFailure) -> [Conninfo] {
        let parameters: Conninfo
        do { parameters = try Conninfo(parsing: conninfo) } catch { throw .local("conninfo: \(error)") }
        let names = parameters.namesToResolve
        var answers: HostLookup.Answers = [:]
        if !names.isEmpty {
            let answered = OneShot<HostLookup.Answers>()
            lookup.resolve(names, waiter: answered)
            answers = try await waits.end(of: answered, until: deadline, phase: .resolve)
        }
        let targets = try parameters.targets(answers)
        return targets.filter { $0.address == lastGoodAddress } + targets.filter { $0.address != lastGoodAddress }
    }

    private func prepare(_ connection: PostgresConnection, deadline: MonotonicInstant) async throws(ProbeFailure) {
        let version = connection.serverVersion
        guard version >= PollStatement.oldestVersion else {
            let shown = "\(version / 10_000).\(version / 100 % 100)"
            throw .server(code: "version", message: "PostgreSQL \(shown) is too old, 10 is the oldest supported")
        }
        for name in [Statement.poll, .pollWithInventory] {
            let text = PollStatement.text(serverVersion: version, withInventory: name == .pollWithInventory)
            let isSent = connection.sendPrepare(name: name.rawValue, statement: text)
            _ = try await connection.answer(isSent: isSent, waits: waits, deadline: deadline)
        }
        inventory.connectionBegan()
        // A login is an answer of the postmaster.
        postmasterCheck = .answers
        postmasterCadence.asked(at: MonotonicClock.now())
    }

    // MARK: Asking

    private func poll(
        _ connection: PostgresConnection, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> PostgresReading {
        let now = MonotonicClock.now()
        var reading =
            inventory.isDue(at: now)
            ? try await readingWithInventory(connection, at: now, deadline: deadline)
            : try await reading(by: .poll, connection, deadline: deadline)
        inventory.carry(into: &reading)
        return reading
    }

    /// Asks for the inventory too; then without it when the server answers with an error and goes on.
    private func readingWithInventory(
        _ connection: PostgresConnection, at now: MonotonicInstant, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> PostgresReading {
        inventory.asked(at: now)
        do throws(ProbeFailure) {
            let reading = try await reading(by: .pollWithInventory, connection, deadline: deadline)
            inventory.ended(with: nil)
            return reading
        } catch {
            inventory.ended(with: error)
            switch error {
            case .server, .privilege:
                guard connection.isOpen else { throw error }
                return try await reading(by: .poll, connection, deadline: deadline)
            default: throw error
            }
        }
    }

    /// The result of the statement; it runs once more when the server left recovery between the query for the role and
    /// a function that needs the role (SQLSTATE 55000).
    private func reading(
        by statement: Statement, _ connection: PostgresConnection, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> PostgresReading {
        let rows: [[String?]]
        do {
            rows = try await execute(statement, connection, deadline: deadline)
        } catch .server(code: "55000", message: _) {
            rows = try await execute(statement, connection, deadline: deadline)
        }
        return try PostgresReadingDecoder.decode(rows, serverVersion: connection.serverVersion)
    }

    private func execute(
        _ statement: Statement, _ connection: PostgresConnection, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        let isSent = connection.sendExecute(name: statement.rawValue)
        return try await connection.answer(isSent: isSent, waits: waits, deadline: deadline)
    }

    // MARK: Asking beside the session

    /// The end of an operation that takes at most `limit`; `nil` when so little time is left that its lack would look
    /// like a failure of the server.
    private static func end(of limit: Duration, within deadline: MonotonicInstant) -> MonotonicInstant? {
        let now = MonotonicClock.now()
        return now.duration(to: deadline) < .milliseconds(100) ? nil : min(deadline, now.advanced(by: limit))
    }

    /// Checks the postmaster when it is due, and at every poll while it does not answer.
    private func checkPostmaster(at connection: PostgresConnection, deadline: MonotonicInstant) async {
        let now = MonotonicClock.now()
        let address = connection.conninfo.address
        let before = answered?.at == address ? answered?.request : nil
        guard postmasterCheck != .answers || postmasterCadence.isDue(at: now),
            let ping = PostmasterPing(at: connection, answered: before),
            let end = Self.end(of: PostmasterPing.limit, within: deadline)
        else { return }
        postmasterCadence.asked(at: now)
        do throws(ProbeFailure) {
            answered = (try await ping.run(waits: waits, deadline: end), address)
            postmasterCheck = .answers
        } catch {
            // replmon's own lack of descriptors, or its end, shows nothing about the server.
            if case .local = error { return }
            if error != ProbeWaits.closedByUs { postmasterCheck = .silent(error) }
        }
    }

    /// Asks for the proof of the timeline when it is due; a server that answers no new connection is not asked.
    private func prove(_ reading: PostgresReading, at connection: PostgresConnection, deadline: MonotonicInstant) async
    {
        let now = MonotonicClock.now()
        guard prover.isDue(for: reading, at: now), postmasterCheck == .answers,
            let end = Self.end(of: TimelineProof.limit, within: deadline)
        else { return }
        let proof = try? await TimelineProof.asked(
            at: connection, system: reading.systemIdentifier, waits: waits, deadline: end)
        prover.record(proof, for: reading, at: now)
    }

    // MARK: Between polls

    private func watchIdle(_ connection: PostgresConnection) {
        idleWatch = SocketWatch(.readable, of: connection.socket, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.idleSocketReadable() }
        }
    }

    /// Reads messages of an idle server (notices, changed parameters), and detects the end of the connection.
    private func idleSocketReadable() {
        guard idleWatch != nil, let connection else { return }
        if connection.consumeInput(), !connection.isBusy, connection.isOpen {
            watchIdle(connection)
        } else {
            idleWatch = nil
            self.connection = nil
            onConnectionLost()
        }
    }
}
