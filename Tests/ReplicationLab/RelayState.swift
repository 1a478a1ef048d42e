import Glibc

/// The state of a relay, under its lock: the listener, the connections and whether bytes move.
struct RelayState {
    /// The entries of the relay's thread for `poll`: the listener's, then two per connection; negative descriptors are
    /// ignored.
    struct Watched {
        var polls: [pollfd]
        let generation: Int
    }

    private let host: LoopbackAddress
    private let port: Int
    private let target: Int
    private var listener: Int32?
    private var connections: [RelayConnection] = []
    private var flowing = false
    private var bytesPerSecond: Int?
    private var ended = false
    /// Counts changes by other threads, so that entries from before a change are not used after it.
    private var generation = 0

    init(host: LoopbackAddress, port: Int, target: Int) {
        self.host = host
        self.port = port
        self.target = target
    }

    mutating func forward() throws {
        try open()
        flowing = true
    }

    mutating func blackhole() throws {
        try open()
        flowing = false
    }

    mutating func limit(bytesPerSecond: Int?) {
        self.bytesPerSecond = bytesPerSecond
    }

    mutating func cut() {
        generation += 1
        if let listener { close(listener) }
        listener = nil
        for connection in connections { connection.close() }
        connections = []
    }

    mutating func end() {
        cut()
        ended = true
    }

    private mutating func open() throws {
        generation += 1
        if ended || listener != nil { return }
        listener = try Loopback.listen(on: port, of: host)
    }

    /// `nil` when the relay has ended. In a black hole only the kernel accepts.
    func watched() -> Watched? {
        if ended { return nil }
        guard flowing, let listener else { return Watched(polls: [], generation: generation) }
        let accepting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        return Watched(polls: [accepting] + connections.flatMap(\.watched), generation: generation)
    }

    /// Moves the bytes that can be moved, and returns how long to pause then, for the limit.
    mutating func serve(_ watched: Watched) -> Duration {
        guard watched.generation == generation, flowing, listener != nil else { return .zero }
        let before = connections.reduce(0) { $0 + $1.passedOn }
        for index in connections.indices
        where watched.polls[(1 + 2 * index)...(2 + 2 * index)].contains(where: \.isReady) {
            connections[index].move()
        }
        let moved = connections.reduce(0) { $0 + $1.passedOn } - before
        connections.removeAll(where: \.isOver)
        if watched.polls[0].isReady { accept() }
        return bytesPerSecond.map { .seconds(1) * moved / max(1, $0) } ?? .zero
    }

    private mutating func accept() {
        guard let listener else { return }
        let client = Glibc.accept(listener, nil, nil)
        if client < 0 { return }
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        guard let server = try? Loopback.connect(to: target) else {
            RelayConnection.reset(client)
            return
        }
        connections.append(RelayConnection(client: client, server: server))
    }
}

extension pollfd {
    fileprivate var isReady: Bool { revents != 0 }
}
