import Glibc
import PostgresProbe
import QueueExecutor
import Replication
import ReplicationLab
import Synchronization
import Testing

extension TimedTests {
    /// What the probe makes of servers that are absent, mute, or not PostgreSQL.
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
                client.acceptStatement()
                while !client.read().isEmpty { client.answer([]) }
            }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable") == .malformed(field: "server"))
        }

        @Test func promotionBetweenTheRoleAndAFunctionThatNeedsIt() async throws {
            let requests = Mutex(0)
            let server = try FaultServer { client in
                client.letIn(version: "15.4")
                client.acceptStatement()
                // Up to the client's goodbye (Terminate), which is no request.
                while let first = client.read().first, first != UInt8(ascii: "X") {
                    let count = requests.withLock { requests in
                        requests += 1
                        return requests
                    }
                    if count == 1 {
                        client.refuse("55000", "recovery is not in progress")
                    } else {
                        client.answer(Self.rows)
                    }
                }
            }
            defer { server.end() }
            #expect(await refusal(of: server.conninfo + " sslmode=disable") == nil)
            #expect(requests.withLock { $0 } == 2)
        }

        @Test func idleConnectionTakesInWhatTheServerSends() async throws {
            let connections = Mutex(0)
            let chatter = Mutex<FaultServer.Client?>(nil)
            let server = try FaultServer { client in
                connections.withLock { $0 += 1 }
                chatter.withLock { $0 = client }
                client.letIn(version: "15.4")
                client.acceptStatement()
                while !client.read().isEmpty { client.answer(Self.rows) }
            }
            defer { server.end() }
            let losses = Mutex(0)
            let probe = PostgresProbe(name: "a", conninfo: server.conninfo + " sslmode=disable") {
                losses.withLock { $0 += 1 }
            }
            #expect(await refusal(of: probe) == nil)
            let client = try #require(chatter.withLock { $0 })
            let used = ProcessUsage.processorTime
            client.send("S", Array("TimeZone\0Asia/Tokyo\0".utf8))
            client.send("N", Array("SNOTICE\0C00000\0Mhello\0\0".utf8))
            client.send([UInt8(ascii: "N"), 0])
            try await Task.sleep(for: .milliseconds(200))
            #expect(ProcessUsage.processorTime - used < .milliseconds(100))
            client.send([0, 0, 5, 0])
            #expect(await refusal(of: probe) == nil)
            #expect(connections.withLock { $0 } == 1 && losses.withLock { $0 } == 0)
            shutdown(client.descriptor, Int32(SHUT_RDWR))
            try waitUntil("the loss to be told") { losses.withLock { $0 } == 1 }
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

        /// What a primary of version 15 without standbys answers.
        private static let rows: [[String?]] = [
            ["server", "false", "1", "0", "1", "true", "0/1000", "00000001", nil, nil, nil, nil, nil],
            ["settings", "1min", "10s", "1min", "0", nil, nil, nil, nil, nil, nil, nil, nil],
        ]

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
