import Glibc
import QueueExecutor
import Replication

/// Scrapes one port over one connection that it keeps, as Prometheus does. Blocks the calling thread.
final class ScrapeClient {
    /// One answered request.
    struct Reply {
        let status: Int
        let bodyBytes: Int
    }

    private let socket: Int32
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)

    init(port: Int) throws {
        socket = try LoopbackSocket.connect(to: port)
    }

    deinit {
        close(socket)
    }

    /// A number of scrapes without a pause, and how large the last body was.
    func scrapes(_ count: Int, compressed: Bool) throws -> (wall: LatencySamples, bodyBytes: Int) {
        var wall = LatencySamples()
        var bodyBytes = 0
        for _ in 0..<count {
            let start = MonotonicClock.now()
            let reply = try get("/metrics", fields: compressed ? ["Accept-Encoding: gzip"] : [])
            wall.add(start.duration(to: MonotonicClock.now()))
            guard reply.status == 200 else { throw BenchError("/metrics answered \(reply.status)") }
            bodyBytes = reply.bodyBytes
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
            status: head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, bodyBytes: bodyBytes)
    }

    private static func field(_ name: String, of head: String) -> Substring? {
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("\(name):") }
        return line?.dropFirst(name.count + 1).drop { $0 == " " }
    }
}
