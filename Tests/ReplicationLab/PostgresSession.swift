import Glibc
import Synchronization

/// One session of a role that is trusted, over PostgreSQL's own protocol (version 3): quick enough to time writes with.
final class PostgresSession: Sendable {
    /// The server's error report.
    struct Refusal: Error, CustomStringConvertible {
        /// SQLSTATE.
        let code: String
        let message: String
        var description: String { "\(message) (SQLSTATE \(code))" }
    }

    /// The server's process of this session.
    let processID: Int

    private let socket: Int32
    private let input: Mutex<[UInt8]>

    /// Logs in; throws when the server does not answer within two seconds.
    init(port: Int, user: String = "postgres", application: String) throws {
        let socket = try Loopback.connect(to: port)
        var input: [UInt8] = []
        do {
            let parameters = ["user", user, "database", "postgres", "application_name", application, ""]
            let body = Self.bytes(of: 196_608) + parameters.flatMap { Array($0.utf8) + [0] }
            try Self.write(Self.bytes(of: Int32(body.count + 4)) + body, to: socket)
            processID = try Self.exchange(on: socket, &input, within: .seconds(2)).processID
        } catch {
            close(socket)
            throw error
        }
        self.socket = socket
        self.input = Mutex(input)
    }

    deinit {
        close(socket)
    }

    /// Runs SQL and waits for its end, for ever without `limit`: columns divided by `|`, rows by line ends.
    @discardableResult
    func run(_ sql: String, within limit: Duration? = .seconds(30)) throws -> String {
        try input.withLock { input in
            try send(sql)
            return try Self.exchange(on: socket, &input, within: limit).rows.joined(separator: "\n")
        }
    }

    /// Sends SQL and does not wait; the session cannot be used for anything else then.
    func send(_ sql: String) throws {
        let text = Array(sql.utf8) + [0]
        try Self.write([UInt8(ascii: "Q")] + Self.bytes(of: Int32(text.count + 4)) + text, to: socket)
    }

    /// Ends the session, from any thread; a caller that waits for an answer in it gets an error.
    func disconnect() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// The server's messages until it was ready for the next query.
    private struct Answer {
        var rows: [String] = []
        var processID = 0
    }

    private static func exchange(on socket: Int32, _ input: inout [UInt8], within limit: Duration?) throws -> Answer {
        var answer = Answer()
        var refusal: Refusal?
        while true {
            guard let (kind, body) = takeMessage(from: &input) else {
                if try !receive(from: socket, into: &input, within: limit) {
                    throw refusal ?? Refusal(code: "08006", message: "the server closed the connection")
                }
                continue
            }
            switch kind {
            case UInt8(ascii: "D"): answer.rows.append(row(body))
            case UInt8(ascii: "K"): answer.processID = Int(number(body[...]))
            case UInt8(ascii: "E"): refusal = self.refusal(body)
            case UInt8(ascii: "Z"):
                if let refusal { throw refusal }
                return answer
            default: break
            }
        }
    }

    /// A byte for the kind, four for the length of the rest, themselves included.
    private static func takeMessage(from input: inout [UInt8]) -> (kind: UInt8, body: [UInt8])? {
        guard let kind = input.first, input.count >= 5 else { return nil }
        let end = 1 + Int(number(input[1...]))
        guard end >= 5, input.count >= end else { return nil }
        defer { input.removeFirst(end) }
        return (kind, Array(input[5..<end]))
    }

    private static func row(_ body: [UInt8]) -> String {
        var rest = body.dropFirst(2)
        var columns: [String] = []
        while rest.count >= 4 {
            let length = max(0, Int(number(rest)))
            rest = rest.dropFirst(4)
            columns.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length)
        }
        return columns.joined(separator: "|")
    }

    /// Fields of a letter and a text each.
    private static func refusal(_ body: [UInt8]) -> Refusal {
        let fields = body.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let field = { (letter: Character) in fields.first { $0.first == letter }.map { String($0.dropFirst()) } ?? "" }
        return Refusal(code: field("C"), message: field("M"))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
        Int32(bitPattern: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    private static func bytes(of number: Int32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) throws {
        try wait(for: POLLOUT, of: socket, within: .seconds(2))
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count == bytes.count else { throw LabError("cannot write to a session") }
    }

    /// False at the end of the stream.
    private static func receive(from socket: Int32, into input: inout [UInt8], within limit: Duration?) throws -> Bool {
        try wait(for: POLLIN, of: socket, within: limit)
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = try LabError.check(unsafe recv(socket, &buffer, buffer.count, 0), "a session was lost")
        input += buffer.prefix(count)
        return count > 0
    }

    private static func wait(for events: Int32, of socket: Int32, within limit: Duration?) throws {
        var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
        let milliseconds = limit.map { Int32(clamping: $0.milliseconds) } ?? -1
        while true {
            let ready = unsafe poll(&watched, 1, milliseconds)
            if ready > 0 { return }
            if ready == 0 { throw LabError("a session did not answer within \(limit ?? .zero)") }
            if errno != EINTR { throw LabError("cannot wait for a session: \(LabError.systemMessage(errno))") }
        }
    }
}
