import CPostgres

/// One libpq connection, used without blocking (<https://www.postgresql.org/docs/current/libpq-async.html>).
///
/// Owned by one probe and touched on its queue only; the connection ends with the last reference. No C type leaves
/// this file and `PostgresResult`.
@safe
final class PostgresConnection {
    /// The event that connecting waits for next.
    enum ConnectStep {
        case readable
        case writable
        case established
        case failed
    }

    /// Its parameters: one address, no name to look up (see `Conninfo.targets`).
    let conninfo: Conninfo
    private let handle: OpaquePointer

    /// Starts to connect; `nil` when out of memory.
    init?(starting conninfo: Conninfo) {
        guard let handle = unsafe PQconnectStart(conninfo.text) else { return nil }
        self.conninfo = conninfo
        unsafe self.handle = unsafe handle
        // Verbose messages contain the SQLSTATE, which libpq shows nowhere else while connecting.
        unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// libpq's descriptor, -1 when there is none; it may change with each step of connecting.
    var socket: Int32 {
        unsafe PQsocket(handle)
    }

    /// The server's address for people: host and port, or the path of its socket.
    var address: String {
        if let path = socketPath { return path }
        return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }

    /// The address of the open connection, for a further connection to it.
    var socketAddress: SocketAddress? {
        socketPath.map(SocketAddress.init(unixPath:)) ?? SocketAddress(peerOf: socket)
    }

    /// The path of the server's unix socket; `nil` for TCP. The kernel would return the name in the server's mount
    /// namespace, which may differ from replmon's.
    private var socketPath: String? {
        let host = unsafe String(cString: PQhost(handle))
        return host.hasPrefix("/") && ip.isEmpty ? "\(host)/.s.PGSQL.\(port)" : nil
    }

    private var ip: String {
        unsafe String(cString: PQhostaddr(handle))
    }

    private var port: String {
        unsafe String(cString: PQport(handle))
    }

    /// Whether libpq believes the connection usable.
    var isOpen: Bool {
        unsafe PQstatus(handle) == CONNECTION_OK
    }

    /// Whether the TCP connection is not established yet.
    var isConnectingTCP: Bool {
        unsafe PQstatus(handle) == CONNECTION_STARTED
    }

    /// Whether connecting failed at once.
    var isBroken: Bool {
        unsafe PQstatus(handle) == CONNECTION_BAD
    }

    /// `server_version_num`: 150018 for 15.18.
    var serverVersion: Int {
        Int(unsafe PQserverVersion(handle))
    }

    /// The last error; several lines, see `ServerMessage`.
    var errorMessage: String {
        unsafe String(cString: PQerrorMessage(handle))
    }

    /// Does the next step of connecting, after the socket was ready.
    func continueConnecting() -> ConnectStep {
        switch unsafe PQconnectPoll(handle) {
        case PGRES_POLLING_READING: return .readable
        case PGRES_POLLING_WRITING: return .writable
        case PGRES_POLLING_OK: return unsafe PQsetnonblocking(handle, 1) == 0 ? .established : .failed
        default: return .failed
        }
    }

    /// Queues a request to plan a statement without parameters; false when the connection is unusable.
    func sendPrepare(name: String, statement: String) -> Bool {
        unsafe PQsendPrepare(handle, name, statement, 0, nil) == 1
    }

    /// Queues a request to run a planned statement, with results as text; false when the connection is unusable.
    func sendExecute(name: String) -> Bool {
        unsafe PQsendQueryPrepared(handle, name, 0, nil, nil, nil, 0) == 1
    }

    /// Queues a simple query; false when the connection is unusable.
    func sendQuery(_ text: String) -> Bool {
        unsafe PQsendQuery(handle, text) == 1
    }

    /// Sends the queued bytes: true when all are sent, false when the socket accepts no more, `nil` when it failed.
    func flush() -> Bool? {
        switch unsafe PQflush(handle) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    /// Reads the bytes that have arrived; false when the connection ended.
    func consumeInput() -> Bool {
        unsafe PQconsumeInput(handle) == 1
    }

    /// Whether the next result is not complete yet. Processes notices and parameter changes too.
    var isBusy: Bool {
        unsafe PQisBusy(handle) == 1
    }

    /// The next result of the request, `nil` at its end; would block while `isBusy`.
    func nextResult() -> PostgresResult? {
        unsafe PQgetResult(handle).map { unsafe PostgresResult($0) }
    }

    /// The parameters that a connection string sets, by keyword, without defaults.
    static func parameters(of conninfo: String) throws(ConninfoSyntaxError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(conninfo, &message) else {
            defer { unsafe PQfreemem(message) }
            let text = unsafe message.map { unsafe String(cString: $0) } ?? "out of memory"
            throw ConninfoSyntaxError(libpq: text, about: conninfo)
        }
        defer { unsafe PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                parameters[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return parameters
    }
}
