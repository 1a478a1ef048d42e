import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Synchronization
import Testing

@testable import PostgresProbe

extension TimedTests {
    /// The proof of a timeline over a replication connection.
    struct TimelineProofTests {
        private static let parameters = "user=replmon_replication dbname=postgres"

        @Test(arguments: [15, 16, 17, 18])
        func beforeAndAfterAPromotion(_ version: Int) async throws {
            guard let (lab, cluster) = try installed(version) else { return }
            defer { lab.end() }
            let standby = try cluster.node("db-b")
            let upstream = Watch(try cluster.primary, Self.parameters, slowInterval: .zero)
            let watch = Watch(standby, Self.parameters, slowInterval: .zero)
            #expect(try await upstream.reading().timelineProof == TimelineProof(timeline: 1))
            #expect(try await watch.reading().timelineProof == nil)
            try cluster.link("db-a", "db-b").cut()
            try await waitUntil("the standby to lose its receiver") {
                try await watch.reading().timelineProof == TimelineProof(timeline: 1)
            }
            try standby.promote()
            let proof = try #require(try await watch.reading().timelineProof)
            let history = try standby.sql("SELECT pg_read_file('pg_wal/00000002.history')").split(separator: "\t")
            #expect(proof.timeline == 2 && proof.switches.map(\.timeline) == [1])
            #expect(proof.switches.map { $0.at.description } == [history[1].description])
            #expect(try await upstream.reading().timelineProof == TimelineProof(timeline: 1))
        }

        @Test func aPrimaryIsAskedOnceAndOthersNever() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            for node in cluster.nodes {
                try node.configure(["log_replication_commands": "on"])
                try waitUntil("the setting to be in force") { try node.sql("SHOW log_replication_commands") == "on" }
                let watch = Watch(node, Self.parameters, slowInterval: .zero)
                let other = Watch(node, slowInterval: .zero)
                for _ in 0..<10 {
                    _ = try await watch.reading()
                    #expect(try await other.reading().timelineProof == nil)
                }
            }
            #expect(try questions(cluster.node("db-a")) == 1)
            #expect(try questions(cluster.node("db-b")) == 0)
        }

        @Test func aConnectionLimitOfOneIsEnough() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let node = try cluster.primary
            try node.sql("ALTER ROLE replmon_replication CONNECTION LIMIT 1")
            let watch = Watch(node, Self.parameters, slowInterval: .zero)
            for _ in 0..<5 { #expect(try await watch.reading().timelineProof == TimelineProof(timeline: 1)) }
            try node.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replmon'")
            try waitUntil("the loss to be reported") { watch.lostAt != nil }
            #expect(try await watch.reading().timelineProof == TimelineProof(timeline: 1))
            #expect(await Watch(node, Self.parameters).failure()?.reason == "too_many_connections")
        }

        @Test func aThousandPollsWithFailuresLeaveNothing() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let node = try cluster.primary
            try TestFile.write(
                "host replication all 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 trust\n",
                to: "\(node.directory)/pg_hba.conf", mode: 0o644)
            try node.sql("SELECT pg_reload_conf()")
            let watch = Watch(node, Self.parameters, slowInterval: .zero)
            try await waitUntil("the rules to be in force") { try await watch.reading().timelineProof == nil }
            let descriptors = try ProcessUsage.descriptors()
            let (cpu, start) = (ProcessUsage.processorTime, MonotonicClock.now())
            for _ in 0..<1000 {
                let reading = try await watch.reading()
                #expect(reading.postmasterCheck == .answers && reading.timelineProof == nil)
            }
            print(
                "per poll with inventory, ping and refused proof: CPU", (ProcessUsage.processorTime - cpu) / 1000,
                "wall", start.duration(to: MonotonicClock.now()) / 1000)
            try waitUntil("descriptors to settle") { try ProcessUsage.descriptors() <= descriptors }
            #expect(watch.lostAt == nil)
        }

        /// The answers of a server to a replication connection, and the probe's results.
        @Test(arguments: Reply.allCases)
        func aReplyThatIsNoProof(_ reply: Reply) async throws {
            let server = try Self.server(reply)
            defer { server.end() }
            let watch = Watch(conninfo: server.conninfo + " sslmode=disable", slowInterval: .zero)
            for _ in 0..<2 {
                let start = MonotonicClock.now()
                let reading = try await watch.reading()
                let took = start.duration(to: MonotonicClock.now())
                #expect(reading.timelineProof == (reply == .good ? good : nil), "\(reply)")
                #expect(took < .milliseconds(1500), "\(reply)")
            }
        }

        private let good = TimelineProof(timeline: 2, switches: [.init(timeline: 1, at: LSN(rawValue: 0x1000))])

        enum Reply: CaseIterable {
            case good, refused, silent, closes, otherSystem, noRow, noTimeline, cutHistory, hugeHistory, garbage, copy
            case copyOfHistory, endless
        }

        private static func server(_ reply: Reply) throws -> FaultServer {
            try FaultServer { client in
                let startup = client.read()
                if startup.starts(with: [0, 0, 0, 8]) { return _ = client.send([UInt8(ascii: "N")]) }
                let isReplication = String(decoding: startup, as: UTF8.self).contains("replication\0true\0")
                if isReplication, reply == .refused {
                    return client.refuse("28000", "no pg_hba.conf entry for replication connection", fatal: true)
                }
                if isReplication, reply == .silent { return _ = client.read() }
                client.welcome(version: "15.4")
                if isReplication { return prove(client, reply) }
                client.acceptStatements()
                client.servePolls { _ in client.answer(PollAnswer.primary(mayReplicate: true, timeline: 2)) }
            }
        }

        private static func prove(_ client: FaultServer.Client, _ reply: Reply) {
            client.read()
            switch reply {
            case .closes: return
            case .noRow: client.answer([], isPrepared: false)
            case .noTimeline: client.answer([["5", "two"]], isPrepared: false)
            case .otherSystem: client.answer([["6", "2", "0/2000", nil]], isPrepared: false)
            case .copy: client.copy("W")
            case .endless: while client.send("C", Array("SELECT 0\0".utf8)) {}
            case .garbage: client.send(Array("HTTP/1.1 400 Bad Request\r\n".utf8))
            default: client.answer([["5", "2", "0/2000", nil]], isPrepared: false)
            }
            client.read()
            switch reply {
            case .copyOfHistory: client.copy("H")
            case .cutHistory: client.send([UInt8(ascii: "T"), 0, 0, 1, 0, 0, 13])
            case .hugeHistory:
                client.answer([["2.history", String(repeating: "1\t0/1000\tx\n", count: 1 << 20)]], isPrepared: false)
            default: client.answer([["2.history", "1\t0/1000\tno recovery target\n"]], isPrepared: false)
            }
            client.read()
        }

        private func installed(_ version: Int) throws -> (Lab, ReplicationLab.PostgresCluster)? {
            do {
                return try TimedTests.servers(version: version)
            } catch let error as LabError where error.description.contains("is not installed") {
                return nil
            }
        }

        private func questions(_ node: PostgresNode) throws -> Int {
            try TestFile.text(of: node.log).split(separator: "\n")
                .count { $0.contains("received replication command: IDENTIFY_SYSTEM") && !$0.contains("db-b") }
        }
    }
}
