internal import Configuration
internal import Exposition
internal import HTTP
internal import Logging
internal import Systemd

/// The sockets replmon answers on: TCP as configured, the control socket, or those that systemd passed by name
/// (`http`, `ctl`), which then take the place of the configured ones.
actor Listeners {
    private let server = HTTPServer()
    private let journal: Journal
    private let store: SnapshotStore
    private let logger: Logger
    private var endpoints: Endpoints?
    private var bound: [ListenAddress: BoundAddress] = [:]
    private var inheritedNames: Set<String> = []

    init(journal: Journal, store: SnapshotStore, logger: Logger) {
        self.journal = journal
        self.store = store
        self.logger = logger
    }

    /// Binds all addresses; throws at the first that cannot be bound.
    func start(
        _ configuration: Configuration, inherited: [InheritedSocket], actions: ControlActions
    ) async throws(HTTPServerError) {
        let (server, journal) = (server, journal)
        endpoints = Endpoints(
            store: store,
            serving: { ServingStatistics(server.statistics(), droppedJournalEntries: journal.droppedEntries) },
            actions: actions)
        for socket in inherited {
            inheritedNames.insert(socket.name)
            try await listen(.inherited(descriptor: socket.descriptor), isControl: socket.name == "ctl")
        }
        try await adopt(configuration)
    }

    /// Listens on the addresses of a configuration. New ones are bound first, so that a failure changes nothing.
    func adopt(_ configuration: Configuration) async throws(HTTPServerError) {
        let wanted = addresses(of: configuration)
        var added: [ListenAddress] = []
        do throws(HTTPServerError) {
            for (address, isControl) in wanted where bound[address] == nil {
                try await listen(address, isControl: isControl)
                added.append(address)
            }
        } catch {
            for address in added { await close(address) }
            throw error
        }
        for address in bound.keys where !wanted.contains(where: { $0.0 == address }) && !address.isInherited {
            await close(address)
        }
    }

    private func addresses(of configuration: Configuration) -> [(ListenAddress, isControl: Bool)] {
        let http = configuration.http.listen.map { (ListenAddress.tcp(host: $0.host, port: $0.port), isControl: false) }
        let control = (ListenAddress.unix(path: configuration.control.socket, mode: 0o660), isControl: true)
        return (inheritedNames.contains("http") ? [] : http) + (inheritedNames.contains("ctl") ? [] : [control])
    }

    private func listen(_ address: ListenAddress, isControl: Bool) async throws(HTTPServerError) {
        guard let endpoints else { return }
        let listener = try await server.listen(
            on: address, limits: isControl ? .controlSocket : .default,
            handler: isControl ? endpoints.controlHandler : endpoints.publicHandler)
        bound[address] = listener
        logger.info("listening on \(listener)")
    }

    private func close(_ address: ListenAddress) async {
        guard let listener = bound.removeValue(forKey: address) else { return }
        await server.close(listener)
        logger.info("no longer listening on \(listener)")
    }

    /// The addresses as the kernel reports them: for tests on port 0 and for the log.
    var boundAddresses: [BoundAddress] { Array(bound.values) }

    /// Stops accepting, lets responses finish for at most `limit`, and closes all connections.
    func shutdown(within limit: Duration) async {
        bound = [:]
        await server.shutdown(within: limit)
    }
}

extension ListenAddress {
    var isInherited: Bool {
        if case .inherited = self { true } else { false }
    }
}
