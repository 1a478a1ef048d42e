import Dispatch
import Glibc
import Synchronization

@testable import MongoProbe

/// A server for faults that a real mongod cannot be made to show: serves each connection on 127.0.0.1 as the test
/// defines.
final class FakeMongod: Sendable {
    let port: UInt16
    private let isIPv6: Bool
    private let listener: Int32
    private let clients = Mutex<[Int32]>([])

    /// Calls `serve` with each connection's descriptor on a thread of its own, and closes it afterwards.
    init(onIPv6: Bool = false, serve: @escaping @Sendable (Int32) -> Void) throws {
        isIPv6 = onIPv6
        (listener, port) = try onIPv6 ? Self.listen(Self.loopback6) : Self.listen(Self.loopback4)
        let listener = listener
        // Serial queues: blocking a concurrent one takes threads from the pool that Swift's tasks run on.
        DispatchQueue(label: "fake mongod").async { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                clients.withLock { $0.append(client) }
                DispatchQueue(label: "fake mongod's client").async { [self] in
                    serve(client)
                    clients.withLock { $0.removeAll { $0 == client } }
                    close(client)
                }
            }
            close(listener)
        }
    }

    var host: String { isIPv6 ? "[::1]:\(port)" : "127.0.0.1:\(port)" }

    private static var loopback4: sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    private static var loopback6: sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        unsafe inet_pton(AF_INET6, "::1", &address.sin6_addr)
        return address
    }

    /// A listening socket and its port: in both kinds of address the two bytes after the family.
    private static func listen<Address>(_ address: Address) throws -> (socket: Int32, port: UInt16) {
        var address = address
        var length = socklen_t(MemoryLayout<Address>.size)
        let (listener, port) = unsafe withUnsafeMutableBytes(of: &address) { bytes -> (Int32, UInt16) in
            let family = unsafe Int32(bytes.loadUnaligned(as: sa_family_t.self))
            let listener = socket(family, Int32(SOCK_STREAM.rawValue), 0)
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                unsafe bind(listener, base, length) == 0, Glibc.listen(listener, 64) == 0,
                unsafe getsockname(listener, base, &length) == 0
            else { return (listener, 0) }
            return (listener, UInt16(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        }
        guard port != 0 else { throw DriverError(domain: 0, code: UInt32(errno), message: "cannot listen") }
        return (listener, port)
    }

    func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        disconnect()
    }

    /// Ends the connections there are.
    func disconnect() {
        clients.withLock { for client in $0 { shutdown(client, Int32(SHUT_RDWR)) } }
    }

    /// One message of the driver.
    struct Request {
        var id: Int32
        /// 2004 is OP_QUERY, with which the driver begins, else OP_MSG.
        var operation: Int32
        /// The command's name: `hello`, `replSetGetStatus`, …
        var command: String
    }

    /// Reads one message; `nil` at the end of the connection.
    static func request(from client: Int32) -> Request? {
        guard let header = read(16, from: client) else { return nil }
        var reader = BSONReader(header[...])
        let fields = (0..<4).compactMap { _ in reader.integer(Int32.self) }
        guard fields.count == 4, let body = read(Int(fields[0]) - 16, from: client) else { return nil }
        return Request(id: fields[1], operation: fields[3], command: command(in: body, isQuery: fields[3] == 2004))
    }

    /// The name of the first element of the document, which follows on flags and, in a query, on the collection's name
    /// and two numbers, or, in a message, on the section's kind.
    private static func command(in body: [UInt8], isQuery: Bool) -> String {
        var reader = BSONReader(body[...])
        _ = reader.take(4)
        if isQuery { _ = (reader.cString(), reader.take(8)) } else { _ = reader.byte() }
        _ = reader.take(5)
        return reader.cString().map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Answers each command with what `reply` gives for its name, until that is nothing.
    static func converse(with client: Int32, reply: (String) -> [UInt8]?) {
        while let request = request(from: client), let document = reply(request.command) {
            send(self.reply(to: request, document), to: client)
        }
    }

    /// The reply to a request: OP_REPLY for the driver's first OP_QUERY, else OP_MSG.
    static func reply(to request: Request, _ document: [UInt8]) -> [UInt8] {
        let isQuery = request.operation == 2004
        let head: [Int32] = isQuery ? [8, 0, 0, 0, 1] : [0]
        let body = bytes(head) + (isQuery ? [] : [0]) + document
        return bytes([Int32(body.count + 16), 1, request.id, isQuery ? 1 : 2013]) + body
    }

    static func send(_ bytes: [UInt8], to client: Int32) {
        _ = unsafe Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The reply to `hello` of a primary of a set without access control.
    static func hello(_ more: KeyValuePairs<String, BSONValue> = [:]) -> [UInt8] {
        var builder = BSONBuilder([
            "isWritablePrimary": .boolean(true), "ismaster": .boolean(true), "helloOk": .boolean(true),
            "setName": .string("rs0"), "minWireVersion": .int32(0), "maxWireVersion": .int32(17), "ok": .double(1),
        ])
        for (key, value) in more { builder.append(key, value) }
        return builder.bytes
    }

    /// An error as servers answer it.
    static func error(_ code: Int32, _ more: KeyValuePairs<String, BSONValue> = [:]) -> [UInt8] {
        var builder = BSONBuilder(["ok": .double(0), "code": .int32(code), "errmsg": .string("error \(code)")])
        for (key, value) in more { builder.append(key, value) }
        return builder.bytes
    }

    private static func bytes(_ integers: [Int32]) -> [UInt8] {
        integers.flatMap { integer in (0..<4).map { UInt8(truncatingIfNeeded: integer >> (8 * Int32($0))) } }
    }

    private static func read(_ count: Int, from client: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: max(0, count))
        return unsafe recv(client, &buffer, buffer.count, Int32(MSG_WAITALL)) == buffer.count ? buffer : nil
    }
}
