import Dispatch
import Glibc
import PostgresProbe
import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Synchronization
import Testing

extension TimedTests {
    /// The probe's failures with servers that are absent, mute, or not PostgreSQL.
    struct PostgresProbeFaultTests {
        @Test func refusedPort() async throws {
            let server = try FaultServer { _ in }
            server.end()
            let failure = await refusal(of: server.conninfo)
            #expect(failure?.reason == "connect")
            #expect(failure?.description.contains("refused") == true)
        }

        @Test func unresolvableHost() async throws {
            let start = MonotonicClock.now()
            let failure = await refusal(of: "host=no-such-host.invalid password=hunter2")
            #expect(failure?.reason == "resolve")
            #expect(failure?.description.contains("no-such-host.invalid") == true)
            #expect(start.duration(to: MonotonicClock.now()) < .seconds(2))
        }

        @Test func muteServer() async throws {
            let server = try FaultServer {
                $0.read(); $0.read()
            }
            defer { server.end() }
            let start = MonotonicClock.now()
            let failure = await refusal(of: server.conninfo, within: .milliseconds(300))
            let took = start.duration(to: MonotonicClock.now())
            #expect(failure == .timeout(phase: .authenticate))
            #expect(took >= .milliseconds(300) && took < .milliseconds(400))
        }

        @Test(arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "R\u{7f}\u{7f}\u{7f}\u{7f}",
        ])
        func garbage(_ reply: String) async throws {
            let server = try FaultServer { client in
                client.read()
                client.send(Array(reply.utf8))
            }
            defer { server.end() }
            for mode in ["disable", "prefer"] {
                let failure = try #require(await refusal(of: server.conninfo + " sslmode=\(mode)"))
                #expect(["malformed", "connect", "tls"].contains(failure.reason), "\(failure)")
                #expect(!failure.description.contains("hunter2"))
            }
        }

        @Test func closesAtOnce() async throws {
            let server = try FaultServer { _ in }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable")?.reason == "connect")
        }

        @Test func tooOldServer() async throws {
            let server = try FaultServer { client in
                client.letIn(version: "9.6.24")
                client.read()
            }
            defer { server.end() }
            #expect(
                await refusal(of: server.conninfo + " sslmode=disable")
                    == .server(code: "version", message: "PostgreSQL 9.6 is too old, 10 is the oldest supported"))
        }

        @Test func closesInTheMiddleOfAnAnswer() async throws {
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.read()
                client.send([UInt8(ascii: "T"), 0, 0, 1, 0, 0, 13])
            }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable")?.reason == "closed")
        }

        @Test func lastWordsOfAServerThatCloses() async throws {
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.read()
                client.refuse("57P01", "terminating connection", fatal: true)
            }
            defer { server.end() }
            #expect(
                await refusal(of: server.conninfo + " sslmode=disable") == .closed("terminating connection"))
        }

        @Test func answerOfAnotherShape() async throws {
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.acceptStatements()
                while !client.read().isEmpty { client.answer([]) }
            }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable") == .malformed(field: "server"))
        }

        /// After COPY libpq gives the same result again and again, and there is nothing to wait for.
        @Test(arguments: ["G", "H", "W"] as [Character], [true, false])
        func copyInsteadOfAnAnswer(_ kind: Character, _ isPlanned: Bool) async throws {
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                if isPlanned { client.acceptStatements() }
                client.read()
                client.copy(kind)
                client.read()
            }
            defer { server.end() }
            let start = MonotonicClock.now()
            #expect(
                await refusal(of: server.conninfo + " sslmode=disable") == .malformed(field: "kind of result"))
            #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(500))
        }

        @Test func anAnswerWithoutEnd() async throws {
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.acceptStatements()
                client.read()
                let results = (0..<1000).flatMap { _ in Array("C\0\0\0\u{d}SELECT 0\0".utf8) }
                while client.send(results) {}
            }
            defer { server.end() }
            let start = MonotonicClock.now()
            #expect(
                await refusal(of: server.conninfo + " sslmode=disable", within: .milliseconds(300))
                    == .timeout(phase: .query))
            #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(500))
        }

        @Test func promotionBetweenTheRoleAndAFunctionThatNeedsIt() async throws {
            let requests = Mutex(0)
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.acceptStatements()
                client.servePolls { _ in
                    let count = requests.withLock { requests in
                        requests += 1
                        return requests
                    }
                    if count == 1 {
                        client.refuse("55000", "recovery is not in progress")
                    } else {
                        client.answer(PollAnswer.primary())
                    }
                }
            }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable") == nil)
            #expect(requests.withLock { $0 } == 2)
        }

        /// Listing a directory of tens of thousands of files takes longer than a poll may.
        @Test func aSlowInventoryCostsOnePoll() async throws {
            let statements = Mutex<[String]>([])
            let server = try Self.server { client, statement in
                statements.withLock { $0.append(statement) }
                if statement == "replmon_poll" { client.answer(PollAnswer.primary()) } else { client.read() }
            }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable")
            #expect(await watch.failure(within: .milliseconds(300)) == .timeout(phase: .query))
            for _ in 0..<3 {
                let reading = try await watch.reading()
                #expect(reading.inventory == nil && reading.inventoryFailure == .timeout(phase: .query))
            }
            #expect(
                statements.withLock { $0 } == ["replmon_poll_inventory"] + Array(repeating: "replmon_poll", count: 3))
        }

        @Test func aRefusedInventoryCostsNothing() async throws {
            let connections = Mutex(0)
            let server = try Self.server { client, statement in
                if statement == "replmon_poll" { return client.answer(PollAnswer.primary()) }
                connections.withLock { $0 += 1 }
                client.refuse("58030", "could not read directory \"pg_wal\"")
            }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable")
            for _ in 0..<3 {
                let reading = try await watch.reading()
                #expect(
                    reading.inventoryFailure == .server(code: "58030", message: "could not read directory \"pg_wal\""))
            }
            #expect(connections.withLock { $0 } == 1 && watch.lostAt == nil)
        }

        @Test func theInventoryIsToldAgainWhenItIsReadAgain() async throws {
            let isSlow = Mutex(true)
            let server = try Self.server { client, statement in
                if statement == "replmon_poll" { return client.answer(PollAnswer.primary()) }
                if isSlow.withLock({ $0 }) {
                    return client.refuse("57014", "canceling statement due to statement timeout")
                }
                client.answer(PollAnswer.primary(mayReplicate: false))
            }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            #expect(try await watch.reading().inventoryFailure?.reason == "server")
            isSlow.withLock { $0 = false }
            let reading = try await watch.reading()
            #expect(reading.inventory != nil && reading.inventoryFailure == nil)
        }

        /// The server that ends a slow statement is there.
        @Test func aPollThatTheServerCancels() async throws {
            let server = try Self.server { client, _ in
                client.refuse("57014", "canceling statement due to statement timeout")
            }
            defer { server.end() }
            let failure = try #require(await refusal(of: server.conninfo + " sslmode=disable"))
            #expect(failure.serverAnswered && failure.reason == "server")
            #expect(
                failure.description
                    == "server error 57014: the poll took too long on the server or was cancelled there: "
                    + "canceling statement due to statement timeout")
        }

        @Test func aFatalErrorIsToldAsItIs() async throws {
            let server = try Self.server { client, _ in
                client.refuse("XX000", "cache lookup failed", fatal: true)
                shutdown(client.descriptor, Int32(SHUT_RDWR))
            }
            defer { server.end() }
            #expect(
                await refusal(of: server.conninfo + " sslmode=disable")
                    == .server(code: "XX000", message: "cache lookup failed"))
        }

        @Test func idleConnectionTakesInWhatTheServerSends() async throws {
            let connections = Mutex(0)
            let chatter = Mutex<FaultServer.Client?>(nil)
            let server = try FaultServer { client in
                connections.withLock { $0 += 1 }
                chatter.withLock { $0 = client }
                client.letIn(version: "15.4")
                client.acceptStatements()
                while !client.read().isEmpty { client.answer(PollAnswer.primary()) }
            }
            defer { server.end() }
            let losses = Mutex(0)
            let probe = PostgresProbe(name: "a", conninfo: server.conninfo + " sslmode=disable") {
                losses.withLock { $0 += 1 }
            }
            #expect(await refusal(of: probe) == nil)
            let client = try #require(chatter.withLock { $0 })
            client.send("S", Array("TimeZone\0Asia/Tokyo\0".utf8))
            // More than the kernel keeps: all of it can be sent only when somebody reads.
            let notice = Array("SNOTICE\0C00000\0M\(String(repeating: "x", count: 1 << 20))\0\0".utf8)
            let isTaken = Mutex(false)
            DispatchQueue(label: "notices").async {
                for _ in 0..<32 { client.send("N", notice) }
                client.send([UInt8(ascii: "N"), 0])
                isTaken.withLock { $0 = true }
            }
            try waitUntil("the notices to be taken in") { isTaken.withLock { $0 } }
            client.send([0, 0, 5, 0])
            #expect(await refusal(of: probe) == nil)
            #expect(connections.withLock { $0 } == 1 && losses.withLock { $0 } == 0)
            shutdown(client.descriptor, Int32(SHUT_RDWR))
            try waitUntil("the loss to be reported") { losses.withLock { $0 } == 1 }
        }

        @Test func failuresLeaveNothingBehind() async throws {
            let mute = try FaultServer { while !$0.read().isEmpty {} }
            let gone = try FaultServer { _ in }
            gone.end()
            let probes = [mute, gone].map { PostgresProbe(name: "a", conninfo: $0.conninfo) {} }
            for probe in probes { _ = await refusal(of: probe, within: .milliseconds(10)) }
            let descriptors = try ProcessUsage.descriptors()
            for _ in 0..<50 {
                for probe in probes { _ = await refusal(of: probe, within: .milliseconds(10)) }
            }
            try waitUntil("descriptors to settle") { try ProcessUsage.descriptors() <= descriptors }
            mute.end()
        }

        @Test func closeEndsThePollUnderWay() async throws {
            let accepted = Mutex(false)
            let server = try FaultServer { client in
                client.read()
                accepted.withLock { $0 = true }
                client.read()
            }
            defer { server.end() }
            let probe = PostgresProbe(name: "a", conninfo: server.conninfo) {}
            async let outcome = refusal(of: probe, within: .seconds(30))
            try waitUntil("the connection to be accepted") { accepted.withLock { $0 } }
            let start = MonotonicClock.now()
            await probe.close()
            #expect(await outcome?.reason == "closed")
            #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(200))
            #expect(await refusal(of: probe)?.reason == "closed")
        }

        @Test func cancellationEndsThePollUnderWay() async throws {
            let accepted = Mutex(false)
            let server = try FaultServer { client in
                client.read()
                accepted.withLock { $0 = true }
                client.read()
            }
            defer { server.end() }
            let probe = PostgresProbe(name: "a", conninfo: server.conninfo) {}
            let poll = Task { await refusal(of: probe, within: .seconds(30)) }
            try waitUntil("the connection to be accepted") { accepted.withLock { $0 } }
            let start = MonotonicClock.now()
            poll.cancel()
            #expect(await poll.value?.reason == "closed")
            #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(200))
        }

        @Test func unreadableConninfo() async throws {
            let failure = await refusal(of: "host=a password=hunter two")
            #expect(failure?.reason == "local")
            #expect(failure?.description.contains("two") == false)
        }

        /// A server that lets everyone in and treats each poll as the test says.
        private static func server(
            _ answer: @escaping @Sendable (FaultServer.Client, _ statement: String) -> Void
        ) throws -> FaultServer {
            try FaultServer { client in
                if client.read().starts(with: [0, 0, 0, 8]) { return _ = client.send([UInt8(ascii: "N")]) }
                client.welcome(version: "15.4")
                client.acceptStatements()
                client.servePolls { answer(client, $0) }
            }
        }

        private func refusal(of conninfo: String, within limit: Duration = .seconds(2)) async -> ProbeFailure? {
            await refusal(of: PostgresProbe(name: "a", conninfo: conninfo) {}, within: limit)
        }

        private func refusal(of probe: PostgresProbe, within limit: Duration = .seconds(2)) async -> ProbeFailure? {
            do throws(ProbeFailure) {
                _ = try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
                return nil
            } catch {
                return error
            }
        }
    }
}
