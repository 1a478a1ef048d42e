import Glibc
import Testing

@testable import ReplicationLab

@Suite(.serialized)
struct RelayTests {
    @Test func bytesAndEndsPassInBothDirections() throws {
        let lab = try Lab()
        defer { lab.end() }
        let port = try Port()
        let listener = try Loopback.listen(on: port.number)
        defer { close(listener) }
        let relay = try Relay(to: port.number, in: lab)
        let client = try Loopback.connect(to: relay.port)
        defer { close(client) }
        try FileText.write("question", to: client)
        shutdown(client, Int32(SHUT_WR))

        var server: Int32 = -1
        try waitUntil("the relay to connect") {
            server = accept(listener, nil, nil)
            return server >= 0
        }
        #expect(try readToEnd(server) == "question")
        try FileText.write("answer", to: server)
        close(server)
        #expect(try readToEnd(client) == "answer")
    }

    @Test func aBlackHoleHoldsWhatItIsGiven() throws {
        let lab = try Lab()
        defer { lab.end() }
        let port = try Port()
        let listener = try Loopback.listen(on: port.number)
        defer { close(listener) }
        let relay = try Relay(to: port.number, in: lab)
        try relay.blackhole()
        let client = try Loopback.connect(to: relay.port)
        defer { close(client) }
        try FileText.write("late", to: client)
        shutdown(client, Int32(SHUT_WR))
        #expect(throws: LabError.self) {
            try waitUntil("what must not happen", within: .milliseconds(200)) { accept(listener, nil, nil) >= 0 }
        }

        try relay.restore()
        var server: Int32 = -1
        try waitUntil("the relay to connect") {
            server = accept(listener, nil, nil)
            return server >= 0
        }
        defer { close(server) }
        #expect(try readToEnd(server) == "late")
    }

    @Test func aMonitorAloneCanBeCutOff() throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, monitorThroughRelay: true)
        let primary = try cluster.primary
        let words = ["psql", "-XAt", "-d", "\(primary.conninfo) user=replmon dbname=postgres connect_timeout=5", "-c"]
        let megabyte = "SELECT repeat('x', 1000000) FROM generate_series(1, 100)"
        let size = try Command.run(words + [megabyte], in: lab.directory).utf8.count
        #expect(size == 100 * 1_000_001 - 1)

        primary.monitorRelay?.cut()
        #expect(throws: LabError.self) { try Command.run(words + ["SELECT 1"], in: lab.directory) }
        #expect(try primary.sql("SELECT state FROM pg_stat_replication") == "streaming")
        try primary.monitorRelay?.restore()
        #expect(try Command.run(words + ["SELECT 1"], in: lab.directory) == "1")
    }

    private func readToEnd(_ socket: Int32) throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        try waitUntil("the other side to end") {
            let count = unsafe recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            bytes += buffer.prefix(max(0, count))
            return count == 0
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
