import Dispatch
import Glibc
import Synchronization

@testable import MongoProbe

/// A server for faults that a real mongod cannot be made to show: serves each connection on 127.0.0.1 as told.
final class FakeMongod: Sendable {
    let port: UInt16
    private let listener: Int32
    private let clients = Mutex<[Int32]>([])

    /// Calls `serve` with each connection's descriptor on a thread of its own, and closes it afterwards.
    init(serve: @escaping @Sendable (Int32) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = unsafe withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return unsafe bind(listener, base, length) == 0 && listen(listener, 64) == 0
                && getsockname(listener, base, &length) == 0
        }
        guard isListening else { throw DriverError(domain: 0, code: UInt32(errno), message: "cannot listen") }
        port = UInt16(bigEndian: address.sin_port)
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

    var host: String { "127.0.0.1:\(port)" }

    func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        clients.withLock { for client in $0 { shutdown(client, Int32(SHUT_RDWR)) } }
    }

    /// Reads one message and returns its header's request id and operation code; `nil` at the end of the connection.
    static func request(from client: Int32) -> (id: Int32, operation: Int32)? {
        guard let header = read(16, from: client) else { return nil }
        var reader = BSONReader(header[...])
        let fields = (0..<4).compactMap { _ in reader.integer(Int32.self) }
        guard fields.count == 4, read(Int(fields[0]) - 16, from: client) != nil else { return nil }
        return (fields[1], fields[3])
    }

    /// The reply to a request: OP_REPLY for the driver's first OP_QUERY, else OP_MSG.
    static func reply(to request: (id: Int32, operation: Int32), _ document: [UInt8]) -> [UInt8] {
        let isQuery = request.operation == 2004
        let head: [Int32] = isQuery ? [8, 0, 0, 0, 1] : [0]
        let body = bytes(head) + (isQuery ? [] : [0]) + document
        return bytes([Int32(body.count + 16), 1, request.id, isQuery ? 1 : 2013]) + body
    }

    static func send(_ bytes: [UInt8], to client: Int32) {
        _ = unsafe Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What a primary of a set without access control says to `hello`.
    static func hello(_ more: KeyValuePairs<String, BSONValue> = [:]) -> [UInt8] {
        var builder = BSONBuilder([
            "isWritablePrimary": .boolean(true), "ismaster": .boolean(true), "helloOk": .boolean(true),
            "setName": .string("rs0"), "minWireVersion": .int32(0), "maxWireVersion": .int32(17), "ok": .double(1),
        ])
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
