import Dispatch
import QueueExecutor
public import Replication

/// Observes one PostgreSQL server, version 10 on, over one connection kept between polls: one round trip per poll.
///
/// libpq is used without blocking on the probe's own serial queue, so a server that hangs costs no thread and delays
/// nobody else. Between polls the connection stays watched: its end is told at once, not found at the next poll. After
/// any failure the connection is dropped and the next poll makes a new one. Pacing is the caller's.
/// <https://www.postgresql.org/docs/current/libpq-async.html>
public actor PostgresProbe: Probe {
    private let executor: QueueExecutor
    private let conninfo: String
    private let onConnectionLost: @Sendable () -> Void
    private let lookup: HostLookup

    /// The usable connection between polls; a poll takes it out and puts it back when all went well.
    private var connection: PostgresConnection?
    private var idleWatch: SocketWatch?
    /// Ends what the poll under way waits for.
    private var interrupt: (@Sendable () -> Void)?
    private var isClosed = false

    private static let statementName = "replmon_poll"

    /// A probe that connects at its first poll.
    /// - Parameters:
    ///   - name: the node's name, for the labels of its queues.
    ///   - conninfo: a whole libpq connection string, password included (see ``Conninfo``).
    ///   - onConnectionLost: called on the probe's queue when the connection ends between two polls.
    public init(name: String, conninfo: String, onConnectionLost: @escaping @Sendable () -> Void) {
        executor = QueueExecutor(label: "replmon.postgresql.\(name)")
        lookup = HostLookup(label: "replmon.postgresql.\(name).lookup")
        self.conninfo = conninfo
        self.onConnectionLost = onConnectionLost
    }

    /// The probe's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Asks the server for everything one poll wants, after connecting when there is no connection.
    public func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> Reading {
        idleWatch = nil
        let held = connection
        connection = nil
        let connection: PostgresConnection
        if let held { connection = held } else { connection = try await connect(deadline: deadline) }
        let rows = try await poll(connection, deadline: deadline)
        let reading = try PostgresReadingDecoder.decode(rows, serverVersion: connection.serverVersion)
        if isClosed { throw Self.closedByUs }
        self.connection = connection
        watchIdle(connection)
        return .postgresql(reading)
    }

    /// Drops the connection and ends the poll under way, which then fails as closed. For good.
    public func close() {
        isClosed = true
        idleWatch = nil
        connection = nil
        interrupt?()
    }

    // MARK: Connecting

    private func connect(deadline: MonotonicInstant) async throws(ProbeFailure) -> PostgresConnection {
        let budget = MonotonicClock.now().duration(to: deadline)
        let parameters = try await address(deadline: deadline).forWatching(budget: budget)
        guard let connection = PostgresConnection(starting: parameters.text) else { throw .local("out of memory") }
        var step = connection.isBroken ? PostgresConnection.ConnectStep.failed : .writable
        while true {
            switch step {
            case .established:
                try await prepare(connection, deadline: deadline)
                return connection
            case .failed:
                throw ServerMessage(connection.errorMessage).connectFailure
            case .readable, .writable:
                let phase = connection.isDialling ? ProbeFailure.Phase.connect : .authenticate
                try await ready(step == .readable ? .readable : .writable, connection, deadline: deadline, phase: phase)
                step = connection.continueConnecting()
            }
        }
    }

    /// The connection's parameters with every host name resolved.
    private func address(deadline: MonotonicInstant) async throws(ProbeFailure) -> Conninfo {
        let parameters: Conninfo
        do { parameters = try Conninfo(parsing: conninfo) } catch { throw .local("conninfo: \(error)") }
        let names = parameters.namesToResolve
        if names.isEmpty { return parameters }
        let answers = OneShot<HostLookup.Answers>()
        lookup.resolve(names, waiter: answers)
        return try parameters.resolved(await end(of: answers, deadline: deadline, phase: .resolve))
    }

    private func prepare(_ connection: PostgresConnection, deadline: MonotonicInstant) async throws(ProbeFailure) {
        let version = connection.serverVersion
        guard version >= PollStatement.oldestVersion else {
            let shown = "\(version / 10_000).\(version / 100 % 100)"
            throw .server(code: "version", message: "PostgreSQL \(shown) is too old, 10 is the oldest supported")
        }
        let statement = PollStatement.text(serverVersion: version)
        let isSent = connection.sendPrepare(name: Self.statementName, statement: statement)
        _ = try await answer(of: connection, isSent: isSent, deadline: deadline)
    }

    // MARK: Asking

    /// Runs the statement; once more when the server left recovery between its question for the role and a function
    /// that needs the role (SQLSTATE 55000).
    private func poll(
        _ connection: PostgresConnection, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        do {
            return try await execute(connection, deadline: deadline)
        } catch .server(code: "55000", message: _) {
            return try await execute(connection, deadline: deadline)
        }
    }

    private func execute(
        _ connection: PostgresConnection, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        let isSent = connection.sendExecute(name: Self.statementName)
        return try await answer(of: connection, isSent: isSent, deadline: deadline)
    }

    /// Sends what is queued and collects the rows of all results, up to the end of the request.
    private func answer(
        of connection: PostgresConnection, isSent: Bool, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        guard isSent else { throw Self.closed(connection) }
        while true {
            guard let isFlushed = connection.flush() else { throw Self.closed(connection) }
            if isFlushed { break }
            try await ready(.writable, connection, deadline: deadline, phase: .query)
        }
        var rows: [[String?]] = []
        var failure: ProbeFailure?
        while true {
            while connection.isBusy {
                guard connection.isOpen else { throw failure ?? Self.closed(connection) }
                try await ready(.readable, connection, deadline: deadline, phase: .query)
                // At the end of the connection a last report may still be there to be read.
                guard connection.consumeInput() || !connection.isBusy else { throw failure ?? Self.closed(connection) }
            }
            guard let result = connection.nextResult() else { break }
            failure = failure ?? result.failure
            rows += result.rows
        }
        if let failure { throw failure }
        return rows
    }

    // MARK: Waiting

    private func ready(
        _ event: SocketWatch.Event, _ connection: PostgresConnection, deadline: MonotonicInstant,
        phase: ProbeFailure.Phase
    ) async throws(ProbeFailure) {
        let isReady = OneShot<Void>()
        let watch = SocketWatch(event, of: connection.socket, queue: executor.queue) { isReady.end(.value(())) }
        guard let watch else { throw .local("no file descriptor left; raise the limit (LimitNOFILE=)") }
        defer { watch.cancel() }
        try await end(of: isReady, deadline: deadline, phase: phase)
    }

    @discardableResult
    private func end<Value>(
        of event: OneShot<Value>, deadline: MonotonicInstant, phase: ProbeFailure.Phase
    ) async throws(ProbeFailure) -> Value {
        if isClosed { throw Self.closedByUs }
        interrupt = { event.end(.cancelled) }
        defer { interrupt = nil }
        switch await event.wait(until: deadline, on: executor.queue) {
        case .value(let value): return value
        case .deadline: throw .timeout(phase: phase)
        case .cancelled: throw Self.closedByUs
        }
    }

    private static let closedByUs = ProbeFailure.closed("the poll was cancelled")

    private static func closed(_ connection: PostgresConnection) -> ProbeFailure {
        .closed(ServerMessage(connection.errorMessage).text)
    }

    // MARK: Between polls

    private func watchIdle(_ connection: PostgresConnection) {
        idleWatch = SocketWatch(.readable, of: connection.socket, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.idleSocketReadable() }
        }
    }

    /// Takes in what an idle server sends (notices, changed parameters), and finds out when it is the end.
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
