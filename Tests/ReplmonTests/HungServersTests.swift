import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// Servers that are stopped with SIGSTOP: the kernel still accepts connections, and nobody answers.
    struct HungServersTests {
        /// Interval, deadline of a poll, and some time to be scheduled.
        private static let freshSeconds = 1.5

        @Test func aHungServerTimesOutAloneAndNothingKeepsTheDaemonFromEnding() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let postgres = try PostgresCluster(in: lab)
            let set = try MongoReplicaSet(in: lab, keyFile: true)
            let clusters = [ClusterEntry.orders(postgres.nodes), try .media(set, in: lab)]
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: clusters), in: lab)
            try await daemon.waitUntilHealthy()
            let primary = try set.waitForPrimary()
            let member = try #require(set.members.first { !$0.isArbiter && $0.name != primary })
            let standby = try postgres.node("db-b")
            let hung = ["db-b", member.address]

            let seen = try await daemon.time(
                until: "both to time out",
                after: {
                    try standby.freeze(.server)
                    member.freeze()
                }
            ) { status in try hung.allSatisfy { try status.node($0).failure == "timeout" } }
            print("two hung servers are timeouts after \(seen) (polls every 500 ms, deadline 500 ms)")
            #expect(seen < .seconds(3))
            var oldest = 0.0
            try await daemon.watch(for: .seconds(4)) { status in
                for node in status.clusters.flatMap(\.nodes) {
                    if hung.contains(node.name) {
                        #expect(!node.reachable && node.failure == "timeout" && node.role == "unknown")
                    } else {
                        let age = try #require(node.observedAgeSeconds)
                        oldest = max(oldest, age)
                        #expect(node.reachable && age < Self.freshSeconds)
                    }
                }
            }
            print("oldest reading of the nodes that are not hung, in 4 s: \(oldest) s")
            standby.thaw(.server)
            member.thaw()
            try await daemon.waitUntilHealthy()

            for node in postgres.nodes { try node.freeze(.server) }
            for member in set.members { member.freeze() }
            try await daemon.waitForStatus("every server to time out") { status in
                status.clusters.flatMap(\.nodes).allSatisfy { $0.failure == "timeout" }
            }
            let ending = try daemon.stop()
            print("SIGTERM with all five servers hung: ended after \(ending)")
            #expect(ending < .seconds(2))
        }

        @Test func aStopWithHealthyServersIsQuick() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.orders(cluster.nodes)]), in: lab)
            try await daemon.waitUntilHealthy()
            let ending = try daemon.stop()
            print("SIGTERM with healthy servers: ended after \(ending)")
            #expect(ending < .seconds(1))
            // Ended in order, not cut short.
            #expect(!FileManager.default.fileExists(atPath: daemon.socket))
            #expect(try daemon.log.contains("replmon stops"))
        }
    }
}
