import Glibc
import HTTP
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// New configurations of a running daemon.
    struct ReloadTests {
        @Test func onlyWhatChangedIsTouchedAndABadFileChangesNothing() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 2))
            let two = DaemonConfiguration(clusters: [.orders(Array(cluster.nodes.prefix(2)))])
            let three = DaemonConfiguration(clusters: [.orders(cluster.nodes)])
            let daemon = try RunningDaemon(two, in: lab)
            try await daemon.waitUntilHealthy()
            let session = try Self.session(on: cluster.primary)
            #expect(session != "")

            try daemon.write(three)
            try daemon.signal(SIGHUP)
            try await daemon.waitForStatus("db-c") { try $0.cluster("orders").nodes.contains { $0.name == "db-c" } }
            try await daemon.waitUntilHealthy()
            #expect(try Self.session(on: cluster.primary) == session)

            try daemon.write(text: "poll_interval: 1 fortnight\nclusterz: []\n")
            let refused = try daemon.ctl("reload")
            #expect(refused.status == 1)
            #expect(refused.output.contains("\(daemon.file):1:") && refused.output.contains("\(daemon.file):2:"))
            let still = try await daemon.waitForStatus("the alert") { $0.has("ReplmonReloadFailed", in: "firing") }
            #expect(try still.cluster("orders").nodes.map(\.name) == ["db-a", "db-b", "db-c"])
            #expect(try Self.session(on: cluster.primary) == session && daemon.isRunning)
            let pageOfFailure = try await daemon.get("/metrics")
            #expect(
                String(decoding: pageOfFailure.body, as: UTF8.self)
                    .contains("replmon_config_last_reload_successful 0"))

            try daemon.write(two)
            let accepted = try daemon.ctl("reload")
            #expect(accepted.status == 0 && accepted.output.contains("orders/db-c removed"))
            let after = try await daemon.waitUntilHealthy()
            #expect(try after.cluster("orders").nodes.map(\.name) == ["db-a", "db-b"])
            #expect(after.has("ReplmonReloadFailed", in: "resolved"))
            #expect(try Self.session(on: cluster.primary) == session)
            let gone = try cluster.node("db-c")
            try await eventually("replmon to leave db-c") { try Self.session(on: gone) == "" }

            let unchanged = try daemon.ctl("reload")
            #expect(unchanged.status == 0 && unchanged.output == "reloaded, no node changed")
            try daemon.write(text: "")
            try daemon.signal(SIGHUP)
            try await daemon.waitForStatus("the alert") { $0.has("ReplmonReloadFailed", in: "firing") }
        }

        /// The process id of replmon's session on a node, or nothing.
        private static func session(on node: PostgresNode) throws -> String {
            try node.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'replmon'")
        }
    }
}
