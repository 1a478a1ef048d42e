import Glibc

/// Scrapes one port over one connection that it keeps, as Prometheus does. Blocks the calling thread.
final class ScrapeClient {
    /// One answered request.
    struct Reply {
        let status: Int
        /// As it was sent: chunks of a body in chunks keep their sizes.
        let body: ArraySlice<UInt8>
    }

    private let socket: Int32
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)

    /// With `limit`, the longest wait for the next bytes of a reply.
    init(port: Int, limit: Duration? = nil) throws {
        socket = try LoopbackSocket.connect(to: port)
        if let limit { try LoopbackSocket.limitReads(of: socket, to: limit) }
    }

    deinit {
        close(socket)
    }

    /// A number of scrapes without a pause, and how large the last body was.
    func scrapes(_ count: Int, compressed: Bool) throws -> (wall: LatencySamples, bodyBytes: Int) {
        var wall = LatencySamples()
        var bodyBytes = 0
        for _ in 0..<count {
            let start = ContinuousClock.now
            let reply = try get("/metrics", fields: compressed ? ["Accept-Encoding: gzip"] : [])
            wall.add(ContinuousClock.now - start)
            guard reply.status == 200 else { throw BenchError("/metrics answered \(reply.status)") }
            bodyBytes = reply.body.count
        }
        return (wall, bodyBytes)
    }

    func get(_ path: String, fields: [String] = []) throws -> Reply {
        let lines = ["GET \(path) HTTP/1.1", "Host: 127.0.0.1"] + fields + ["", ""]
        try write(Array(lines.joined(separator: "\r\n").utf8))
        var bytes: [UInt8] = []
        while true {
            let count = try BenchError.check(unsafe read(socket, &chunk, chunk.count), "cannot read a reply")
            if count == 0 { throw BenchError("the server closed the connection") }
            bytes += chunk[..<count]
            if let reply = try Self.complete(bytes) { return reply }
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(socket, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw BenchError("cannot write a request") }
    }

    /// The reply, when all of it is there. A body in chunks ends with an empty one.
    private static func complete(_ bytes: [UInt8]) throws -> Reply? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
        let bodyBytes = bytes.count - end.upperBound
        if let length = field("content-length", of: head) {
            guard bodyBytes >= (Int(length) ?? 0) else { return nil }
        } else if field("transfer-encoding", of: head) != nil {
            guard bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8) else { return nil }
        } else {
            throw BenchError("a reply without length: \(head)")
        }
        return Reply(
            status: head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0,
            body: bytes[end.upperBound...])
    }

    private static func field(_ name: String, of head: String) -> Substring? {
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("\(name):") }
        return line?.dropFirst(name.count + 1).drop { $0 == " " }
    }
}
