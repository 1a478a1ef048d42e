import Glibc

/// One session of a real server, whose answers are kept and repeated.
struct PostgresOrigin {
    /// The server's whole answer to the startup message.
    let greeting: [UInt8]

    private let socket: Int32
    private var answers: [[UInt8]: (bytes: [UInt8], at: ContinuousClock.Instant)] = [:]

    private static let limit = Duration.seconds(2)

    init(port: Int, startup: [UInt8]) throws {
        socket = try Loopback.connect(to: port)
        do {
            greeting = try Self.exchange(startup, on: socket)
        } catch {
            Glibc.close(socket)
            throw error
        }
    }

    func close() {
        Glibc.close(socket)
    }

    /// Between two answers a server sends nothing, unless it ends the session.
    var isAlive: Bool {
        var byte: UInt8 = 0
        return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK)) < 0 && errno == EAGAIN
    }

    /// A statement is prepared once, however many clients do it; any other request is sent again when its answer is
    /// old.
    mutating func answer(to messages: [UInt8]) throws -> [UInt8] {
        let now = ContinuousClock.now
        let isParse = messages.first == UInt8(ascii: "P")
        if let known = answers[messages], isParse || now - known.at < PostgresStandIn.freshness { return known.bytes }
        let bytes = try Self.exchange(messages, on: socket)
        answers[messages] = (bytes, now)
        return bytes
    }

    /// Sends, and receives until the server is ready for the next query or ends the session.
    private static func exchange(_ messages: [UInt8], on socket: Int32) throws -> [UInt8] {
        try wait(for: POLLOUT, of: socket)
        let sent = unsafe messages.withUnsafeBytes {
            unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == messages.count else { throw LabError("the real server does not take a request") }
        var answer: [UInt8] = []
        var end = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            while let frame = PostgresFrame(in: answer, at: end) {
                end = frame.end
                if frame.kind == UInt8(ascii: "Z") { return answer }
            }
            try wait(for: POLLIN, of: socket)
            let count = unsafe recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw LabError("the real server has ended the session") }
            answer += buffer.prefix(count)
        }
    }

    private static func wait(for events: Int32, of socket: Int32) throws {
        var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
        let ready = unsafe poll(&watched, 1, Int32(clamping: limit.milliseconds))
        if ready <= 0 { throw LabError("the real server did not answer within \(limit)") }
    }
}
