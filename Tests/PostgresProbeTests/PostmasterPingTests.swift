import Glibc
import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Synchronization
import Testing

@testable import PostgresProbe

extension TimedTests {
    /// Whether a postmaster answers a new connection, asked beside the session.
    struct PostmasterPingTests {
        @Test func aFrozenPostmasterIsFoundOutWhileItsSessionGoesOn() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let node = try cluster.node("db-a")
            let watch = Watch(node, slowInterval: .zero)
            #expect(try await watch.reading().postmasterCheck == .answers)
            #expect(try await watch.reading().postmasterCheck == .answers)
            try node.freeze(.postmaster)
            for _ in 0..<2 {
                let start = MonotonicClock.now()
                #expect(try await watch.reading().postmasterCheck == .silent(.timeout(phase: .authenticate)))
                #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(1100))
            }
            let start = MonotonicClock.now()
            #expect(try await watch.reading(within: .milliseconds(400)).postmasterCheck != .answers)
            #expect(start.duration(to: MonotonicClock.now()) < .milliseconds(450))
            node.thaw(.postmaster)
            #expect(try await watch.reading().postmasterCheck == .answers)
            #expect(watch.lostAt == nil)
        }

        @Test func pingsAtItsPaceAndAtEveryPollWhileNobodyAnswers() async throws {
            let pings = Mutex(0)
            let isMute = Mutex(false)
            let server = try Self.server { client in
                pings.withLock { $0 += 1 }
                if isMute.withLock({ $0 }) { client.read() } else { client.send([UInt8(ascii: "N")]) }
            }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .seconds(1))
            for _ in 0..<5 { #expect(try await watch.reading().postmasterCheck == .answers) }
            #expect(pings.withLock { $0 } == 0)
            try await waitUntil("the first ping") {
                _ = try await watch.reading()
                return pings.withLock { $0 } == 1
            }
            isMute.withLock { $0 = true }
            try await waitUntil("the next ping", poll: .milliseconds(5)) {
                try await watch.reading(within: .milliseconds(300)).postmasterCheck
                    == .silent(.timeout(phase: .authenticate))
            }
            let before = pings.withLock { $0 }
            for _ in 0..<3 { _ = try await watch.reading(within: .milliseconds(300)) }
            #expect(pings.withLock { $0 } == before + 3)
            isMute.withLock { $0 = false }
            for _ in 0..<3 { #expect(try await watch.reading().postmasterCheck == .answers) }
            #expect(pings.withLock { $0 } == before + 4)
        }

        @Test(arguments: ["", "X", "HTTP/1.1 400 Bad Request\r\n"])
        func anAnswerThatIsNone(_ text: String) async throws {
            let server = try Self.server { $0.send(Array(text.utf8)) }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            guard case .silent(let failure) = try await watch.reading().postmasterCheck else {
                throw Unexpected("an answer by \(text)")
            }
            #expect(failure.reason == (text.isEmpty ? "closed" : "malformed"))
        }

        /// Some proxies know `SSLRequest` and close on all they do not know.
        @Test(arguments: [false, true])
        func aProxyThatClosesOnOneRequest(_ closesWithReset: Bool) async throws {
            let pings = Mutex<[UInt8]>([])
            let server = try FaultServer { client in
                var request = [UInt8](repeating: 0, count: 8)
                guard unsafe recv(client.descriptor, &request, 8, Int32(MSG_PEEK)) == 8 else { return }
                if request.starts(with: [0, 0, 0, 8]) {
                    pings.withLock { $0.append(request[7]) }
                    if request[7] == 48, closesWithReset { return }
                    client.read()
                    if request[7] == 47 { client.send([UInt8(ascii: "N")]) }
                    return
                }
                client.letIn(version: "15.4")
                client.acceptStatements()
                client.servePolls { _ in client.answer(PollAnswer.primary()) }
            }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            for _ in 0..<3 { #expect(try await watch.reading().postmasterCheck == .answers) }
            #expect(pings.withLock { $0 } == [48, 47, 47, 47])
        }

        @Test func manyPingsLeaveNothingBehind() async throws {
            let server = try Self.server { _ in }
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            _ = try await watch.reading()
            let descriptors = try ProcessUsage.descriptors()
            for _ in 0..<100 { #expect(try await watch.reading().postmasterCheck != .answers) }
            try waitUntil("descriptors to settle") { try ProcessUsage.descriptors() <= descriptors }
        }

        @Test func aRefusedPortIsSilent() async throws {
            let server = try Self.server { _ in }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            _ = try await watch.reading()
            server.stopListening()
            try await waitUntil("the port to be closed") {
                if case .silent(.connect(let text)) = try await watch.reading().postmasterCheck {
                    text.contains("127.0.0.1:\(server.port): Connection refused")
                } else {
                    false
                }
            }
            server.end()
        }

        @Test func aPingLeavesNothingInTheLogOfAServerWithTLS() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let certificates = try Certificates(in: lab)
            let node = try certificates.server()
            let watch = Watch(node, slowInterval: .zero)
            _ = try await watch.reading()
            let before = try TestFile.text(of: node.log)
            for _ in 0..<5 { #expect(try await watch.reading().postmasterCheck == .answers) }
            let mark = try node.sql("DO $$ BEGIN RAISE LOG 'mark'; END $$; SELECT 1")
            #expect(mark == "1")
            let added = try TestFile.text(of: node.log).dropFirst(before.count)
            #expect(added.split(separator: "\n").filter { $0.contains(" LOG: ") }.count == 1, "\(added)")
        }

        @Test func withLogConnectionsAPingIsOneLine() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let plan = PostgresNodePlan(name: "db-a", settings: ["log_connections": "on"])
            let node = try ReplicationLab.PostgresCluster(in: lab, nodes: [plan]).primary
            let watch = Watch(node, slowInterval: .zero)
            _ = try await watch.reading()
            let before = try TestFile.text(of: node.log)
            for _ in 0..<5 { #expect(try await watch.reading().postmasterCheck == .answers) }
            let added = try TestFile.text(of: node.log).dropFirst(before.count).split(separator: "\n")
            #expect(added.count == 5 && added.allSatisfy { $0.contains("connection received") }, "\(added)")
        }

        @Test func throughAUnixSocket() async throws {
            let lab = try Lab()
            defer { lab.end() }
            // As the server names it, the path is none of ours.
            let plan = PostgresNodePlan(name: "db-a", settings: ["unix_socket_directories": "."])
            let node = try ReplicationLab.PostgresCluster(in: lab, nodes: [plan]).node("db-a")
            let socket = "host=\(node.directory) port=\(node.port) dbname=postgres"
            let watch = Watch(conninfo: "\(socket) user=replmon_replication", slowInterval: .zero)
            for _ in 0..<2 {
                let reading = try await watch.reading()
                #expect(reading.postmasterCheck == .answers && reading.timelineProof == TimelineProof(timeline: 1))
            }
            try node.freeze(.postmaster)
            #expect(try await watch.reading().postmasterCheck == .silent(.timeout(phase: .authenticate)))
            node.thaw(.postmaster)
            try node.stop()
            #expect(await watch.failure()?.description.contains(node.directory) == true)
        }

        /// A server that answers every poll of a session, and treats a ping as the test says.
        private static func server(_ ping: @escaping @Sendable (FaultServer.Client) -> Void) throws -> FaultServer {
            try FaultServer { client in
                if client.read().starts(with: [0, 0, 0, 8]) { return ping(client) }
                client.welcome(version: "15.4")
                client.acceptStatements()
                client.servePolls { _ in client.answer(PollAnswer.primary()) }
            }
        }
    }
}
