import Glibc
import MongoReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

extension MongoProbeTests {
    /// The failure of one poll of a server that behaves as `serve` says, and how long it took.
    private func failure(
        timeout: Duration = .milliseconds(500), uri: String = "", serve: @escaping @Sendable (Int32) -> Void
    ) async throws -> (ProbeFailure?, Duration) {
        let server = try FakeMongod(serve: serve)
        defer { server.end() }
        return try await failure(host: server.host, timeout: timeout, uri: uri)
    }

    private func failure(host: String, timeout: Duration = .milliseconds(500), uri: String = "") async throws
        -> (ProbeFailure?, Duration)
    {
        let probe = MongoProbe(
            host: host, options: try MongoConnectionOptions(uri: "mongodb://\(host)/?" + uri), workers: MongoWorkers(),
            timeout: timeout, onChange: {})
        let began = MonotonicClock.now()
        defer { Task { await probe.close() } }
        do throws(ProbeFailure) {
            _ = try await probe.observe(deadline: began.advanced(by: timeout))
            return (nil, began.duration(to: MonotonicClock.now()))
        } catch {
            return (error, began.duration(to: MonotonicClock.now()))
        }
    }

    @Test func aNameThatDoesNotResolve() async throws {
        let (failure, _) = try await failure(host: "no-such-host.invalid:27017", timeout: .seconds(2))
        #expect(failure == .resolve("Failed to resolve no-such-host.invalid"))
    }

    @Test func aPortThatNobodyListensOn() async throws {
        let server = try FakeMongod { _ in }
        server.end()
        let (failure, took) = try await failure(host: "127.0.0.1:1")
        #expect(failure?.reason == "connect")
        #expect(took < .milliseconds(200))
    }

    @Test func aHostThatIsNoneNeverReachesTheDriver() async throws {
        let probe = MongoProbe(
            host: "a:1/?tls=false", options: try MongoConnectionOptions(uri: "mongodb://a"), workers: MongoWorkers(),
            timeout: .seconds(1), onChange: {})
        await #expect(throws: ProbeFailure.malformed(field: "host")) {
            try await probe.observe(deadline: MonotonicClock.now().advanced(by: .seconds(1)))
        }
    }

    @Test func aSilentPort() async throws {
        let (failure, took) = try await failure { while FakeMongod.request(from: $0) != nil {} }
        #expect(failure == .timeout(phase: .connect))
        #expect(took >= .milliseconds(400) && took < .milliseconds(700), "\(took)")
    }

    @Test func anHTTPServer() async throws {
        let (failure, took) = try await failure { client in
            _ = FakeMongod.request(from: client)
            FakeMongod.send(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n\r\nbad!".utf8), to: client)
            _ = FakeMongod.request(from: client)
        }
        #expect(failure == .malformed(field: "reply"))
        #expect(took < .milliseconds(300), "\(took)")
    }

    @Test(arguments: [0, 3, 20, 60])
    func aReplyCutInTheMiddle(at length: Int) async throws {
        let (failure, took) = try await failure { client in
            // The handshake is answered whole, the poll's own `hello` in part.
            for turn in 0... {
                guard let request = FakeMongod.request(from: client) else { return }
                let reply = FakeMongod.reply(to: request, FakeMongod.hello())
                FakeMongod.send(turn == 0 ? reply : Array(reply.prefix(length)), to: client)
                if turn > 0 { return }
            }
        }
        #expect(failure?.reason == "closed" || failure?.reason == "malformed", "\(String(describing: failure))")
        #expect(took < .milliseconds(300), "\(took)")
    }

    @Test func aReplyThatIsNotHello() async throws {
        let (failure, _) = try await failure { client in
            for turn in 0... {
                guard let request = FakeMongod.request(from: client) else { return }
                let reply = turn == 0 ? FakeMongod.hello() : BSONBuilder(["ok": .double(1)]).bytes
                FakeMongod.send(FakeMongod.reply(to: request, reply), to: client)
            }
        }
        #expect(failure == .malformed(field: "isWritablePrimary"))
    }

    @Test func aServerWithoutTLS() async throws {
        let (failure, _) = try await failure(uri: "tls=true") { FakeMongod.send([0], to: $0) }
        #expect(failure?.reason == "tls", "\(String(describing: failure))")
    }

    @Test func aDrippingReplyEndsAtTheDeadline() async throws {
        let (failure, took) = try await failure { client in
            guard let request = FakeMongod.request(from: client) else { return }
            for byte in FakeMongod.reply(to: request, FakeMongod.hello()) {
                FakeMongod.send([byte], to: client)
                usleep(20_000)
            }
        }
        #expect(failure == .timeout(phase: .connect))
        #expect(took < .milliseconds(600), "\(took)")
    }

    @Test func aServerThatAnswersTheWatchAtOnceMakesNoStorm() async throws {
        let counter = Counter()
        let server = try FakeMongod { client in
            for turn in Int64(0)... {
                guard let request = FakeMongod.request(from: client) else { return }
                let version = BSONBuilder([
                    "processId": .objectID([UInt8](repeating: 1, count: 12)), "counter": .int64(turn),
                ]).bytes
                guard let version = try? BSONDocument(version[...]) else { return }
                let hello = FakeMongod.hello(["arbiterOnly": .boolean(true), "topologyVersion": .document(version)])
                FakeMongod.send(FakeMongod.reply(to: request, hello), to: client)
            }
        }
        defer { server.end() }
        let workers = MongoWorkers()
        let probe = MongoProbe(
            host: server.host, options: try MongoConnectionOptions(uri: "mongodb://\(server.host)"), workers: workers,
            timeout: .seconds(1), onChange: { counter.increase() })
        _ = try await probe.observe(deadline: MonotonicClock.now().advanced(by: .seconds(1)))
        try await eventually("the watch to give up") { counter.value > 0 && workers.watchedMembers == 0 }
        // Started again at most once a second.
        _ = try await probe.observe(deadline: MonotonicClock.now().advanced(by: .seconds(1)))
        #expect(workers.watchedMembers == 0)
        #expect(counter.value <= 20)
        await probe.close()
    }

    /// A network may cut a reply anywhere; the login has a handshake of its own.
    @Test(arguments: [[1448, 2_000], [700, 700, 2_000], Array(repeating: 1, count: 60) + [2_000]])
    func aHelloInPieces(of lengths: [Int]) async throws {
        let hello = FakeMongod.hello(["comment": .string(String(repeating: "x", count: 1_400))])
        let server = try FakeMongod { client in
            while let request = FakeMongod.request(from: client) {
                let isHello = ["hello", "isMaster", "ismaster"].contains(request.command)
                var rest = FakeMongod.reply(to: request, isHello ? hello : FakeMongod.error(18))[...]
                for length in lengths where !rest.isEmpty {
                    FakeMongod.send(Array(rest.prefix(length)), to: client)
                    rest = rest.dropFirst(length)
                    usleep(length > 1 ? 50_000 : 1_000)
                }
            }
        }
        defer { server.end() }
        let options = try MongoConnectionOptions(uri: "mongodb://\(server.host)", username: "u", password: "p")
        let probe = MongoProbe(
            host: server.host, options: options, workers: workers, timeout: .seconds(2), onChange: {})
        let reading = try await reading(probe, within: .seconds(4))
        #expect(reading.hello.isWritablePrimary)
        #expect(reading.statusFailure?.reason == "authentication", "\(String(describing: reading.statusFailure))")
        await probe.close()
    }

    /// 4.4.0 and 4.4.1 have no `hello` (59), and yet report a topology version; 91 is a server that shuts down.
    @Test(arguments: [Int32(59), 91])
    func aServerThatRefusesTheWatch(code: Int32) async throws {
        let (connections, refusals, changes) = (Counter(), Counter(), Counter())
        let version = BSONBuilder([
            "processId": .objectID([UInt8](repeating: 1, count: 12)), "counter": .int64(1),
        ]).bytes
        let hello = FakeMongod.hello([
            "arbiterOnly": .boolean(true), "topologyVersion": .document(try BSONDocument(version[...])),
        ])
        let server = try FakeMongod { client in
            connections.increase()
            let isFirst = connections.value == 1
            FakeMongod.converse(with: client) { command in
                guard command == "hello", code == 59 || !isFirst else { return hello }
                refusals.increase()
                return FakeMongod.error(code)
            }
        }
        defer { server.end() }
        let workers = MongoWorkers()
        let probe = MongoProbe(
            host: server.host, options: try MongoConnectionOptions(uri: "mongodb://\(server.host)"), workers: workers,
            timeout: .seconds(1), onChange: { changes.increase() })
        _ = try await reading(probe)
        let refusalsInAll = code == 59 ? 2 : 1
        try await eventually("the watch to be refused") {
            refusals.value == refusalsInAll && workers.watchedMembers == 0
        }
        guard code == 59 else {
            try await eventually("the loss to be reported") { changes.value == 1 }
            return await probe.close()
        }
        // One connection that `hello` was refused on, one for the polls, one for the watch.
        let began = MonotonicClock.now()
        try await eventually("time for another start", poll: .milliseconds(100)) {
            _ = try await reading(probe)
            return began.duration(to: MonotonicClock.now()) > .seconds(1.3)
        }
        #expect(connections.value == 3 && refusals.value == 2 && changes.value == 0)
        await probe.close()
    }

    @Test func aLoginRefusedOnceIsTriedAgainBeforeAnAlertIsDue() async throws {
        let attempts = Counter()
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) { command in
                guard command == "replSetGetStatus" else { return FakeMongod.hello() }
                attempts.increase()
                return FakeMongod.error(attempts.value == 1 ? 13 : 94)
            }
        }
        defer { server.end() }
        let probe = MongoProbe(
            host: server.host, options: try MongoConnectionOptions(uri: "mongodb://\(server.host)"), workers: workers,
            timeout: .seconds(1), onChange: {})
        let began = MonotonicClock.now()
        try await eventually("another attempt", poll: .milliseconds(200)) {
            let failure = try await reading(probe).statusFailure
            return failure?.reason != "authentication"
        }
        #expect(attempts.value == 2 && began.duration(to: MonotonicClock.now()) > .seconds(4))
        await probe.close()
    }
}
