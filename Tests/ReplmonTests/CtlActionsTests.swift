import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What an admin does about alerts at the command line, and reads of them, with a real daemon and real servers.
    struct CtlActionsTests {
        private static let alert = "PostgresStandbyDisconnected"

        @Test func silencesAreAddedListedAndExpired() async throws {
            let (daemon, _, lab) = try await Self.stage()
            defer { lab.end() }
            let none = try daemon.ctl("silence", "list")
            #expect(none.status == 0 && !none.output.isEmpty)
            let bare = try daemon.ctl("silence", "add", "--for", "2h", "--reason", "none")
            #expect(bare.status != 0 && bare.output.contains("--everything"), "\(bare.output)")
            #expect(try daemon.ctl("silence", "add", "--cluster", "orders", "--for", "2h").status != 0)
            let long = try daemon.ctl("silence", "add", "--everything", "--for", "31d", "--reason", "for ever")
            #expect(long.status != 0, "\(long.output)")

            let added = try daemon.ctl(
                "silence", "add", "--cluster", "orders", "--node", "db-b", "--for", "2h", "--reason", "a new disk")
            let silence = try #require(try await daemon.status().silences.first)
            #expect(added.status == 0 && added.output.contains(silence.id), "\(added.output)")
            #expect(silence.cluster == "orders" && silence.node == "db-b" && silence.alert == nil)
            #expect(!silence.author.isEmpty)
            let listed = try daemon.ctl("silence", "list")
            #expect(listed.status == 0 && listed.output.contains(silence.id) && listed.output.contains("a new disk"))
            let json = try daemon.ctl("silence", "list", "--json")
            #expect(try SilencesDocument(json: Array(json.output.utf8)).silences == [silence])
            let all = try daemon.ctl("silence", "add", "--everything", "--for", "10m", "--reason", "a power cut")
            #expect(all.status == 0, "\(all.output)")

            let unknown = try daemon.ctl("silence", "expire", "00000000")
            #expect(unknown.status == 1 && unknown.output.contains("00000000"), "\(unknown.output)")
            let ids = try await daemon.status().silences.map(\.id)
            for id in ids { #expect(try daemon.ctl("silence", "expire", id).status == 0) }
            #expect(try await daemon.status().silences.isEmpty)
            #expect(try daemon.ctl("silence", "expire", silence.id).status == 1)
        }

        @Test func anAlertIsExplainedAcknowledgedAndRemembered() async throws {
            let (daemon, cluster, lab) = try await Self.stage()
            defer { lab.end() }
            let link = try cluster.link("db-a", "db-b")
            #expect(try daemon.ctl("ack", Self.alert).status == 1)
            link.cut()
            try await daemon.waitForStatus("the alert") { $0.has(Self.alert, node: "db-b", in: "firing") }
            let explained = try daemon.ctl("explain", Self.alert)
            for word in ["db-b", "critical", "fires after 1 s", "past:", "Read the standby's log"] {
                #expect(explained.output.contains(word), "\(word): \(explained.output)")
            }
            print("EXPLAIN\n\(explained.output)")
            let elsewhere = try daemon.ctl("ack", "--node", "db-c", Self.alert)
            #expect(elsewhere.status == 1, "\(elsewhere.output)")
            let reply = try daemon.ctl("ack", "--node", "db-b", Self.alert, "--comment", "on my way")
            #expect(reply.status == 0 && reply.output.contains("db-b"), "\(reply.output)")
            let alerts = try daemon.ctl("alerts").output
            #expect(alerts.contains("acknowledged by") && alerts.contains("on my way"), "\(alerts)")

            try link.restore()
            try await daemon.waitForStatus("its end") { $0.has(Self.alert, node: "db-b", in: "resolved") }
            #expect(try !daemon.ctl("alerts").output.contains(Self.alert))
            #expect(try daemon.ctl("alerts", "--all").output.contains("resolved"))
            let events = try daemon.ctl("events", "orders")
            for kind in ["alert_firing", "acknowledged", "alert_resolved"] {
                #expect(events.status == 0 && events.output.contains(kind), "\(kind): \(events.output)")
            }
            print("EVENTS\n\(events.output)")
            let json = try daemon.ctl("events", "--since", "1h", "--json")
            let kinds = try EventsDocument(json: Array(json.output.utf8)).events.map(\.kind)
            let order = ["alert_firing", "acknowledged", "alert_resolved"].compactMap { kinds.firstIndex(of: $0) }
            #expect(order.count == 3 && order == order.sorted(), "\(kinds)")
            #expect(try daemon.ctl("events", "--since", "nonsense").status != 0)
        }

        /// Read as the guidelines for plugins say (https://www.monitoring-plugins.org/doc/guidelines.html).
        @Test func checkIsAPlugin() async throws {
            let (daemon, cluster, lab) = try await Self.stage()
            defer { lab.end() }
            let performance = /'([^'=]+)'=(-?[0-9]+(?:\.[0-9]+)?s|U);([0-9.]*);([0-9.]*);([0-9.]*);([0-9.]*)/
            func check(_ words: String..., verdict: String, status: Int32) throws -> String {
                let reply = try LabProgram.run(
                    RunningDaemon.command("ctl", "check", "--socket", daemon.socket) + words, in: lab)
                print("CHECK | \(reply.status) | \(reply.output)")
                #expect(reply.status == status && !reply.output.contains("\n"), "\(reply)")
                let parts = reply.output.split(separator: " | ", maxSplits: 1)
                let text = try #require(parts.first)
                #expect(text.hasPrefix("REPLMON \(verdict) - ") && text.count <= 80, "\(text)")
                return parts.count == 2 ? String(parts[1]) : ""
            }
            let data = try check("orders", verdict: "OK", status: 0)
            let match = try #require(data.wholeMatch(of: performance), "\(data)")
            #expect(match.1 == "lag_db-b" && match.2 != "U")
            _ = try check("orders", "--warning-lag", "1h", "--critical-lag", "2h", verdict: "OK", status: 0)
            _ = try check("nosuch", verdict: "UNKNOWN", status: 3)
            #expect(try daemon.ctl("check").status == 3)
            #expect(try daemon.ctl("check", "--nosuch").status == 3)

            try cluster.node("db-b").kill()
            try await daemon.waitForStatus("the alert") { $0.finds("PostgresNodeDown", node: "db-b") }
            // What is not told is so all the same.
            #expect(try daemon.ctl("silence", "add", "--everything", "--for", "1h", "--reason", "work").status == 0)
            let down = try check("orders", verdict: "CRITICAL", status: 2)
            #expect(down.wholeMatch(of: performance)?.2 == "U", "\(down)")
            _ = try daemon.stop()
            _ = try check("orders", verdict: "UNKNOWN", status: 3)
        }

        @Test func watchingInAPipe() async throws {
            let (daemon, _, lab) = try await Self.stage()
            defer { lab.end() }
            func watch(_ words: String...) throws -> (output: String, status: Int32) {
                let command = try RunningDaemon.command("ctl", "status", "--socket", daemon.socket, "--watch=500ms")
                return try LabProgram.run(
                    ["timeout", "--preserve-status", "-s", "INT", "2"] + command + words, in: lab)
            }
            let blocks = try watch()
            #expect(blocks.status == 130 && !blocks.output.utf8.contains(0x1B), "\(blocks)")
            #expect(blocks.output.matches(of: /(?m)^20\d\d-\d\d-\d\dT/).count >= 2, "\(blocks.output)")
            let lines = try watch("--json").output.split(separator: "\n")
            #expect(lines.count >= 2)
            for line in lines { #expect(try StatusDocument(json: Array(line.utf8)).verdict == "ok") }
        }

        @Test func unknownNamesAndADaemonThatIsNotThere() async throws {
            let (daemon, _, lab) = try await Self.stage()
            defer { lab.end() }
            for words in [["status", "ordres"], ["explain", "ordres"], ["check", "ordres"]] {
                let reply = try daemon.ctl(words)
                #expect(reply.status == 3 && reply.output.contains("orders"), "\(words): \(reply)")
            }
            let typo = try daemon.ctl("ack", "PostgresStandbyDisconected")
            #expect(typo.status != 0 && typo.output.contains(Self.alert), "\(typo.output)")
            _ = try daemon.stop()
            let everything = [
                ["status"], ["alerts"], ["events"], ["silence", "list"], ["silence", "expire", "12345678"],
                ["silence", "add", "--everything", "--for", "1h", "--reason", "none"], ["ack", Self.alert], ["reload"],
            ]
            for words in everything {
                let reply = try daemon.ctl(words)
                #expect(reply.status == 3 && reply.output.contains("systemctl status replmon"), "\(words): \(reply)")
            }
        }

        private static func stage() async throws -> (RunningDaemon, PostgresCluster, Lab) {
            let lab = try Lab()
            let cluster = try PostgresCluster(in: lab)
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.orders(cluster.nodes)]), in: lab)
            try await daemon.waitForStatus("a healthy cluster and its lag") { status in
                try status.verdict == "ok" && status.node("db-b").lagSeconds != nil
            }
            return (daemon, cluster, lab)
        }
    }
}
