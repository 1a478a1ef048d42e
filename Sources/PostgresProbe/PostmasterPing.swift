import Glibc
import ReplicationCore

/// Checks whether a postmaster answers a new connection: one request, one byte back, no login.
///
/// The request is for encryption, to which every server answers with one byte before it looks at anything else. It is
/// GSSAPI encryption where the server knows it: after the more usual request for TLS, a server that grants it logs
/// "could not accept SSL connection: EOF detected" when replmon closes the connection; after this one it logs nothing.
/// With `log_connections = on` it logs "connection received" for either. Some proxies close the connection on a request
/// that they do not know, so a connection that is closed without an answer is followed by one more, with the other
/// request. <https://www.postgresql.org/docs/current/protocol-message-formats.html>
struct PostmasterPing {
    /// The requested encryption; the last byte of the request's code, 80877104 or 80877103.
    enum Request: UInt8 {
        case gssEncryption = 48
        case tls = 47
    }

    /// Time for one check.
    static let limit = Duration.seconds(1)
    /// The first version that knows `GSSENCRequest`.
    private static let firstWithGSS = 120_000

    private let address: SocketAddress
    private let name: String
    private let requests: [Request]

    /// A check of the address of an open connection; `nil` when that address cannot be connected to again.
    /// - Parameter answered: the request that this address answered before, which is the first to be tried.
    init?(at connection: PostgresConnection, answered: Request?) {
        guard let address = connection.socketAddress else { return nil }
        self.address = address
        name = connection.address
        let known: [Request] = connection.serverVersion >= Self.firstWithGSS ? [.gssEncryption, .tls] : [.tls]
        requests = known.filter { $0 == answered } + known.filter { $0 != answered }
    }

    /// Returns the request that was answered. Throws how the server failed to answer; `.local` when replmon could not
    /// ask it.
    nonisolated(nonsending) func run(
        waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> Request {
        for request in requests.dropLast() {
            do throws(ProbeFailure) {
                try await send(request, waits: waits, deadline: deadline)
                return request
            } catch {
                guard error == closed else { throw error }
            }
        }
        let last = requests.last ?? .tls
        try await send(last, waits: waits, deadline: deadline)
        return last
    }

    private nonisolated(nonsending) func send(
        _ request: Request, waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw ProbeWaits.noDescriptor }
        defer { close(descriptor) }
        if address.connect(descriptor) != 0 {
            guard errno == EINPROGRESS else { throw refused(errno) }
            try await waits.ready(.writable, descriptor, until: deadline, phase: .connect)
        }
        let bytes: [UInt8] = [0, 0, 0, 8, 4, 210, 22, request.rawValue]
        guard unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw refused(errno)
        }
        try await waits.ready(.readable, descriptor, until: deadline, phase: .authenticate)
        var answer: UInt8 = 0
        switch unsafe recv(descriptor, &answer, 1, 0) {
        case 1: guard "SGNE".utf8.contains(answer) else { throw .malformed(field: "answer to an encryption request") }
        case 0: throw closed
        default: throw errno == ECONNRESET ? closed : refused(errno)
        }
    }

    private var closed: ProbeFailure {
        .closed("\(name) closed a new connection without an answer")
    }

    private func refused(_ code: Int32) -> ProbeFailure {
        .connect("new connection to \(name): \(unsafe String(cString: strerror(code)))")
    }
}
