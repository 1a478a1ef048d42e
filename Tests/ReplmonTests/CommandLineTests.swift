import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What an admin types, and the exit statuses that scripts rely on.
    struct CommandLineTests {
        @Test func statusExitsWithTheVerdictAndTheOutputIsPlain() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            let standby = try cluster.node("db-b")
            try standby.freeze(.server)
            let configuration = DaemonConfiguration(
                pollInterval: "3s", probeTimeout: "3s", clusters: [.orders(cluster.nodes)])
            let daemon = try RunningDaemon(configuration, in: lab)
            var outputs: [String] = []
            func status(_ words: String...) throws -> Int32 {
                let reply = try LabProgram.run(
                    [RunningDaemon.binary(), "ctl", "status", "--socket", daemon.socket] + words, in: lab)
                outputs.append(reply.output)
                return reply.status
            }
            // db-b has not answered its first poll yet.
            try await daemon.waitForStatus("db-a") { try $0.node("db-a").reachable }
            #expect(try status() == 3)
            #expect(outputs.last?.contains("first round of polls not finished") == true)
            standby.thaw(.server)
            try daemon.write(DaemonConfiguration(clusters: [.orders(cluster.nodes)]))
            #expect(try daemon.ctl("reload").status == 0)
            try await daemon.waitUntilHealthy()
            #expect(try status() == 0 && status("orders") == 0)
            #expect(outputs.last?.contains("streaming") == true && outputs.last?.contains("db-b") == true)
            #expect(try status("nosuch") == 3 && outputs.last?.contains("orders") == true)

            try standby.pauseReplay()
            try await daemon.waitForStatus("the pause") { $0.finds("PostgresReplayBlocked", node: "db-b") }
            #expect(try status() == 1)
            try standby.resumeReplay()
            try await daemon.waitUntilHealthy()
            try standby.kill()
            try await daemon.waitForStatus("the alert") { $0.has("PostgresNodeDown", node: "db-b", in: "firing") }
            #expect(try status() == 2 && outputs.last?.contains("db-b does not answer") == true)
            let alerts = try daemon.ctl("alerts")
            #expect(alerts.status == 0 && alerts.output.contains("PostgresNodeDown"))
            outputs.append(alerts.output)
            _ = try daemon.stop()
            #expect(try status() == 3)
            #expect(outputs.last?.contains("systemctl status replmon") == true)
            #expect(outputs.allSatisfy { !$0.utf8.contains(0x1B) && !$0.isEmpty })
            #expect(try !daemon.log.utf8.contains(0x1B))
        }

        @Test func probeAndCheckConfigNeedNoDaemon() throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            let file = "\(lab.directory)/replmon.yml"
            let good = DaemonConfiguration(clusters: [.orders(cluster.nodes)]).text(port: 8642, folder: lab.directory)
            func replmon(_ command: String, with text: String) throws -> (output: String, status: Int32) {
                try Data(text.utf8).write(to: URL(filePath: file))
                return try LabProgram.run([RunningDaemon.binary(), command, "--config", file], in: lab)
            }
            let checked = try replmon("check-config", with: good)
            #expect(checked.status == 0 && checked.output.contains("1 cluster, 2 nodes"))
            let healthy = try replmon("probe", with: good)
            #expect(healthy.status == 0 && healthy.output.contains("streaming") && healthy.output.contains("primary"))
            #expect(!healthy.output.utf8.contains(0x1B))
            try cluster.node("db-b").kill()
            let broken = try replmon("probe", with: good)
            #expect(broken.status == 2 && broken.output.contains("db-b does not answer"))

            let bad = good.replacing("poll_interval: 500ms", with: "poll_intervall: 500ms")
                .replacing("name: db-b", with: "name: db-a")
            let refused = try replmon("check-config", with: bad)
            #expect(refused.status == 1 && refused.output.split(separator: "\n").count >= 2)
            #expect(refused.output.contains("\(file):1:") && refused.output.contains("poll_interval"))
            #expect(try replmon("probe", with: bad).status == 3)
            #expect(try replmon("run", with: bad).status == 78)
        }
    }
}
