import Glibc

/// One connection through a relay: a client's socket, a server's socket and the bytes on their way between them.
struct RelayConnection {
    private let client: Int32
    private let server: Int32
    private var upwards = Flow()
    private var downwards = Flow()
    /// Both directions have ended, or one side was reset; the sockets are closed.
    private(set) var isOver = false
    /// Bytes passed on, of both directions.
    var passedOn: Int { upwards.passedOn + downwards.passedOn }

    /// The bytes of one direction. A side is read again only when the other has accepted everything.
    private struct Flow {
        var buffer: [UInt8] = []
        var waiting = 0..<0
        var passedOn = 0
        var ended = false
        var endPassedOn = false
    }

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    /// The client's and the server's entry for `poll`.
    var watched: [pollfd] {
        [entry(client, reads: upwards, writes: downwards), entry(server, reads: downwards, writes: upwards)]
    }

    /// Moves the bytes that can be moved, and closes the sockets when both sides have ended.
    mutating func move() {
        let intact = Self.move(&upwards, from: client, to: server) && Self.move(&downwards, from: server, to: client)
        if !intact {
            Self.reset(client)
            Self.reset(server)
            isOver = true
        } else if upwards.endPassedOn && downwards.endPassedOn {
            close()
            isOver = true
        }
    }

    func close() {
        Glibc.close(client)
        Glibc.close(server)
    }

    /// Closes a socket so that its peer sees a reset.
    static func reset(_ socket: Int32) {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(socket)
    }

    private func entry(_ socket: Int32, reads: Flow, writes: Flow) -> pollfd {
        var events: Int32 = 0
        if !reads.ended && reads.waiting.isEmpty { events |= POLLIN }
        if !writes.waiting.isEmpty { events |= POLLOUT }
        // A socket without wanted events is left out: poll would report its hang-up for ever.
        return pollfd(fd: events == 0 ? -1 : socket, events: Int16(events), revents: 0)
    }

    /// Reads once, writes once. False when either side is broken.
    private static func move(_ flow: inout Flow, from source: Int32, to sink: Int32) -> Bool {
        if !flow.ended && flow.waiting.isEmpty {
            if flow.buffer.isEmpty { flow.buffer = [UInt8](repeating: 0, count: 131_072) }
            let count = unsafe recv(source, &flow.buffer, flow.buffer.count, 0)
            if count < 0 && errno != EAGAIN && errno != EINTR { return false }
            flow.ended = count == 0
            flow.waiting = 0..<max(0, count)
        }
        if !flow.waiting.isEmpty {
            let count = unsafe flow.buffer[flow.waiting].withUnsafeBytes { bytes in
                unsafe send(sink, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno != EAGAIN && errno != EINTR { return false }
            flow.waiting = (flow.waiting.lowerBound + max(0, count))..<flow.waiting.upperBound
            flow.passedOn += max(0, count)
        }
        if flow.ended && flow.waiting.isEmpty && !flow.endPassedOn {
            flow.endPassedOn = shutdown(sink, Int32(SHUT_WR)) == 0
            return flow.endPassedOn
        }
        return true
    }
}
