import Dispatch
import Glibc
import Synchronization

/// A server that misbehaves: accepts on a port of 127.0.0.1 and treats every connection as the test says.
final class FaultServer: Sendable {
    /// The port it listens on.
    let port: UInt16
    private let listener: Int32
    private let connections = Mutex<[Int32]>([])

    /// Serves every connection on a thread of its own; it is closed when `serve` returns.
    init(serve: @escaping @Sendable (Client) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let code = unsafe withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return Int32(-1) }
            return unsafe bind(descriptor, base, length) | listen(descriptor, 16)
                | getsockname(descriptor, base, &length)
        }
        guard code == 0 else { throw Failure(errno: errno) }
        port = UInt16(bigEndian: address.sin_port)
        // Serial queues that block get threads of their own; a concurrent one would take those that tasks run on.
        DispatchQueue(label: "fault server").async { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                connections.withLock { $0.append(client) }
                DispatchQueue(label: "fault server connection").async { [self] in
                    serve(Client(descriptor: client))
                    connections.withLock { $0.removeAll { $0 == client } }
                    close(client)
                }
            }
            close(listener)
        }
    }

    struct Failure: Error {
        let errno: Int32
    }

    /// How to connect to it.
    var conninfo: String { "host=127.0.0.1 port=\(port) user=replmon dbname=postgres password=hunter2" }

    /// Refuses new connections from now on.
    func stopListening() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Stops accepting and ends all connections.
    func end() {
        stopListening()
        connections.withLock { for client in $0 { shutdown(client, Int32(SHUT_RDWR)) } }
    }

    /// One connection, seen from the server.
    struct Client {
        let descriptor: Int32

        /// Waits for something to read; empty at the end of the connection.
        @discardableResult
        func read() -> [UInt8] {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            return Array(buffer.prefix(max(0, count)))
        }

        /// Sends bytes, whoever listens; false when nobody does any more.
        @discardableResult
        func send(_ bytes: [UInt8]) -> Bool {
            unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }

        /// A message of PostgreSQL's protocol.
        @discardableResult
        func send(_ type: Character, _ body: [UInt8]) -> Bool {
            send([type.asciiValue ?? 0] + Self.number(body.count + 4, bytes: 4) + body)
        }

        /// `CopyInResponse` (`G`), `CopyOutResponse` (`H`) or `CopyBothResponse` (`W`), of a text without columns.
        func copy(_ type: Character) {
            send(type, [0, 0, 0])
        }

        /// The answer to a request to run a statement: rows of text, then "ready".
        func answer(_ rows: [[String?]], isPrepared: Bool = true) {
            let columns = rows.first?.count ?? 0
            if isPrepared { send("2", []) }
            send("T", Self.number(columns, bytes: 2) + (0..<columns).flatMap { _ in Self.textColumn })
            for row in rows {
                let values = row.flatMap { value in
                    value.map { Self.number($0.utf8.count, bytes: 4) + Array($0.utf8) } ?? Self.number(-1, bytes: 4)
                }
                send("D", Self.number(row.count, bytes: 2) + values)
            }
            send("C", Array("SELECT \(rows.count)\0".utf8))
            send("Z", [UInt8(ascii: "I")])
        }

        /// Takes polls and says how each is answered: what was asked for is the statement's name.
        func servePolls(_ answer: (_ statement: String) -> Void) {
            // Up to the client's goodbye (Terminate), which is no request.
            while case let request = read(), let first = request.first, first != UInt8(ascii: "X") {
                let isSlow = request.containsText("replmon_poll_inventory")
                answer(isSlow ? "replmon_poll_inventory" : "replmon_poll")
            }
        }

        /// Takes the requests to plan the two statements.
        func acceptStatements() {
            for _ in 0..<2 {
                readUntilSync()
                send("1", [])
                send("Z", [UInt8(ascii: "I")])
            }
        }

        /// Takes a request of the extended protocol, which ends with `Sync`; a long one comes in pieces.
        private func readUntilSync() {
            var end: ArraySlice<UInt8> = []
            while !end.elementsEqual([UInt8(ascii: "S"), 0, 0, 0, 4]) {
                let bytes = read()
                if bytes.isEmpty { return }
                end = (end + bytes).suffix(5)
            }
        }

        /// An error report of the server, then "ready" unless it ends the session.
        func refuse(_ sqlState: String, _ message: String, fatal: Bool = false) {
            send("E", Array("S\(fatal ? "FATAL" : "ERROR")\0C\(sqlState)\0M\(message)\0\0".utf8))
            if !fatal { send("Z", [UInt8(ascii: "I")]) }
        }

        /// Name, table, column, type 25 (text), its size, modifier and format, as `RowDescription` has them.
        private static let textColumn: [UInt8] = [
            99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0,
        ]

        private static func number(_ value: Int, bytes: Int) -> [UInt8] {
            (1...bytes).map { UInt8(truncatingIfNeeded: value >> (8 * (bytes - $0))) }
        }

        /// Plays a server that lets everyone in, up to the point where it waits for the first request.
        func letIn(version: String) {
            read()
            welcome(version: version)
        }

        /// The same after the client's first message was read.
        func welcome(version: String) {
            send("R", [0, 0, 0, 0])
            send("S", Array("server_version\0\(version)\0".utf8))
            send("Z", [UInt8(ascii: "I")])
        }
    }
}

extension [UInt8] {
    /// Whether a message of PostgreSQL's protocol holds this text.
    fileprivate func containsText(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}
