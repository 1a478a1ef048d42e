import Dispatch
import Glibc

/// A server that answers any number of sessions with the answers of one session of a real server.
///
/// A poll of PostgreSQL costs time in proportion to the server's sessions, so that two real servers on a small machine
/// cannot serve thousands of them. The answers are the real ones, at most ``freshness`` old; sessions must log in
/// without a password and send the same requests.
package final class PostgresStandIn: @unchecked Sendable {
    // Everything that changes is used on the queue alone.

    /// How old an answer may be.
    package static let freshness = Duration.milliseconds(100)

    /// The port, on all addresses of this machine.
    package let port: Int

    private let listener: Int32
    private let queue: DispatchQueue
    private var sources: [Int32: any DispatchSourceRead] = [:]
    private var sessions: [Int32: PostgresRequests] = [:]
    private var answers: PostgresSharedAnswers
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Starts to answer for `node`.
    package init(for node: PostgresNode, in lab: Lab) throws {
        listener = try Loopback.listen(on: 0, of: .any)
        port = try Loopback.port(of: listener)
        queue = DispatchQueue(label: "stand-in \(node.name)")
        answers = PostgresSharedAnswers(port: node.port)
        queue.sync { watch(listener) { $0.accept() } }
        lab.atEnd { [self] in stop() }
    }

    /// Ends every session and refuses new ones. Later calls do nothing.
    package func stop() {
        queue.sync {
            for socket in sources.keys { end(socket) }
            answers.close()
        }
    }

    /// The socket is closed when it is no longer watched.
    private func watch(_ socket: Int32, whenReadable serve: @escaping @Sendable (PostgresStandIn) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue)
        source.setEventHandler { [weak self] in
            if let self { serve(self) }
        }
        source.setCancelHandler { close(socket) }
        source.activate()
        sources[socket] = source
    }

    private func end(_ socket: Int32) {
        sessions[socket] = nil
        sources.removeValue(forKey: socket)?.cancel()
    }

    private func accept() {
        let socket = Glibc.accept(listener, nil, nil)
        if socket < 0 { return }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        sessions[socket] = PostgresRequests()
        watch(socket) { $0.serve(socket) }
    }

    /// A session ends at any error in it, as one of a real server does.
    private func serve(_ socket: Int32) {
        guard var requests = sessions.removeValue(forKey: socket) else { return }
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return sessions[socket] = requests }
        guard count > 0 else { return end(socket) }
        requests.add(buffer.prefix(count))
        do {
            while let request = requests.next() { try send(answers.answer(to: request), to: socket) }
            sessions[socket] = requests
        } catch {
            end(socket)
        }
    }

    private func send(_ bytes: [UInt8], to socket: Int32) throws {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count != bytes.count { throw LabError("a session does not take its answer") }
    }
}
