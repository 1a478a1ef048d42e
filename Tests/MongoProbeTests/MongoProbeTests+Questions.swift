import MongoReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

/// The commands that each kind of member gets, and the effect of one that fails on the others: on servers whose answers
/// the test defines.
extension MongoProbeTests {
    private func probe(_ server: FakeMongod, timeout: Duration) throws -> MongoProbe {
        MongoProbe(
            host: server.host, options: try MongoConnectionOptions(uri: "mongodb://\(server.host)"), workers: workers,
            timeout: timeout, onChange: {})
    }

    private static func status() -> [UInt8] {
        guard
            let row = try? BSONDocument(
                BSONBuilder([
                    "_id": .int32(0), "name": .string("a:1"), "health": .double(1), "state": .int32(1),
                    "self": .boolean(true),
                ]).bytes[...]),
            let rows = try? BSONDocument(BSONBuilder(["0": .document(row)]).bytes[...])
        else { return [] }
        return BSONBuilder([
            "ok": .double(1), "set": .string("rs0"), "myState": .int32(1), "term": .int64(3), "members": .array(rows),
        ]).bytes
    }

    private static func config() -> [UInt8] {
        guard let none = try? BSONDocument(BSONBuilder().bytes[...]),
            let config = try? BSONDocument(
                BSONBuilder(["_id": .string("rs0"), "version": .int32(1), "members": .array(none)]).bytes[...])
        else { return [] }
        return BSONBuilder(["ok": .double(1), "config": .document(config)]).bytes
    }

    @Test(arguments: ["replSetGetStatus", "replSetGetConfig", "serverStatus", "collStats"])
    func aCommandThatHangsLosesNothingElse(_ hanging: String) async throws {
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) { command in
                switch command {
                case hanging:
                    _ = FakeMongod.request(from: client)
                    return nil
                case "replSetGetStatus": return Self.status()
                case "replSetGetConfig": return Self.config()
                case "serverStatus": return BSONBuilder(["ok": .double(1), "version": .string("6.0.5")]).bytes
                default: return FakeMongod.hello()
                }
            }
        }
        defer { server.end() }
        let probe = try probe(server, timeout: .milliseconds(400))
        let began = MonotonicClock.now()
        let reading = try await reading(probe, within: .milliseconds(400))
        #expect(began.duration(to: MonotonicClock.now()) < .milliseconds(600))
        #expect(reading.hello.setName == "rs0" && reading.hello.isWritablePrimary)
        let isOwnView = hanging == "replSetGetStatus" || hanging == "replSetGetConfig"
        #expect(reading.statusFailure == (isOwnView ? .timeout(phase: .query) : nil))
        #expect((reading.status == nil) == (hanging == "replSetGetStatus"))
        #expect((reading.config == nil) == isOwnView && reading.server == nil)
        // The next poll leaves out a command that hung once, and is otherwise complete.
        try await eventually("the call to end") { workers.overdueCalls == 0 }
        if hanging == "serverStatus" {
            let next = try await self.reading(probe, within: .milliseconds(400))
            #expect(next.status != nil && next.config != nil && next.statusFailure == nil && next.server == nil)
        }
        await probe.close()
    }

    @Test(arguments: [93, 94, 76, 13436] as [Int32])
    func aRefusedStatusIsAnAnswer(_ code: Int32) async throws {
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) {
                $0 == "replSetGetStatus" ? FakeMongod.error(code, ["state": .int32(10)]) : FakeMongod.hello()
            }
        }
        defer { server.end() }
        let probe = try probe(server, timeout: .seconds(1))
        let reading = try await reading(probe)
        #expect(reading.statusFailure == .server(code: String(code), message: "error \(code)"))
        #expect(reading.hello.setName == "rs0" && reading.status == nil && reading.server == nil)
        await probe.close()
    }

    @Test func aServerInNoSetIsAskedNothingMore() async throws {
        let asked = Counter()
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) { command in
                if command.lowercased() != "hello", command != "isMaster", command != "ismaster" { asked.increase() }
                return BSONBuilder([
                    "isWritablePrimary": .boolean(false), "ismaster": .boolean(false), "isreplicaset": .boolean(true),
                    "helloOk": .boolean(true), "minWireVersion": .int32(0), "maxWireVersion": .int32(17),
                    "ok": .double(1),
                ]).bytes
            }
        }
        defer { server.end() }
        let probe = try probe(server, timeout: .seconds(1))
        let reading = try await reading(probe)
        #expect(reading.hello.setName == nil && reading.status == nil && reading.statusFailure == nil)
        #expect(asked.value == 0)
        await probe.close()
    }

    @Test func anEmptyOplogCostsOnlyItsSection() async throws {
        let asked = Counter()
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) { command in
                switch command {
                case "replSetGetStatus": return Self.status()
                case "replSetGetConfig": return Self.config()
                case "serverStatus":
                    asked.increase()
                    let answer = BSONBuilder(["ok": .double(1), "version": .string("6.0.5")]).bytes
                    return asked.value == 1 ? FakeMongod.error(17347) : answer
                case "collStats": return FakeMongod.error(26)
                case "getParameter":
                    return BSONBuilder(["featureCompatibilityVersion": .string("3.4"), "ok": .double(1)]).bytes
                default: return FakeMongod.hello()
                }
            }
        }
        defer { server.end() }
        let probe = try probe(server, timeout: .seconds(1))
        let facts = try #require(try await reading(probe).server)
        #expect(facts.version == "6.0.5" && facts.oplogEarliest == nil && facts.oplogBytes == nil)
        #expect(facts.featureCompatibilityVersion == "3.4" && facts.denied == [] && asked.value == 2)
        await probe.close()
    }

    @Test func aMemberByAnIPv6Address() async throws {
        let server = try FakeMongod(onIPv6: true) { client in
            FakeMongod.converse(with: client) { _ in FakeMongod.hello(["arbiterOnly": .boolean(true)]) }
        }
        defer { server.end() }
        let options = try MongoConnectionOptions(uri: "mongodb://\(server.host)/?replicaSet=rs0")
        #expect(options.seeds == [server.host] && server.host.hasPrefix("[::1]:"))
        let probe = try probe(server, timeout: .seconds(1))
        #expect(try await reading(probe).hello.setName == "rs0")
        await probe.close()
    }
}
