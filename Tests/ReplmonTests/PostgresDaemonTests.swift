import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What the daemon says of a real primary and its standby.
    struct PostgresDaemonTests {
        private static let idleTime: Duration =
            ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] == "1" ? .seconds(120) : .seconds(20)

        /// `CONNECTION LIMIT 1` makes the servers refuse a second session at any moment of the whole run.
        @Test func rolesLinkAndLagUnderLoadAndIdleWithOneSession() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            try cluster.primary.sql("ALTER ROLE replmon CONNECTION LIMIT 1")
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
            let load = try cluster.startLoad()
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.orders(cluster.nodes)]), in: lab)
            try await daemon.waitForStatus("a known lag") { try $0.node("db-b").lagSeconds != nil }
            let sessions = try cluster.nodes.map(Self.sessions)

            let reply = try daemon.ctl("status", "--json")
            #expect(reply.status == 0)
            let status = try StatusDocument(json: Array(reply.output.utf8))
            #expect(try status.node("db-a").role == "primary" && status.node("db-b").role == "standby")
            #expect(try status.node("db-b").upstream == "db-a" && status.node("db-b").lagBytes != nil)
            #expect(try status.node("db-a").lagSeconds == nil && status.node("db-a").lagBytes == nil)
            let link = try status.link(to: "db-b")
            #expect(link.upstream == "db-a" && link.state == "streaming" && link.lagBytes != nil)

            var lags: [Double] = []
            try await daemon.watch(for: .seconds(4)) { lags.append(try Self.liveLag($0)) }
            print("lag of a standby under load: at most \(lags.max() ?? -1) s in \(lags.count) looks")

            try load.stop()
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
            try await daemon.waitForStatus("no lag") { try $0.node("db-b").lagSeconds == 0 }
            try await daemon.watch(for: Self.idleTime) { status in
                let lag = try Self.liveLag(status)
                #expect(try lag == 0 && status.node("db-b").lagBytes == 0)
                #expect(status.verdict == "ok" && status.alerts.isEmpty)
            }
            #expect(try cluster.nodes.map(Self.sessions) == sessions)
        }

        /// Seconds that a healthy standby is behind, checked to be few.
        private static func liveLag(_ status: StatusDocument) throws -> Double {
            let node = try status.node("db-b")
            guard let lag = node.lagSeconds, lag < 1, try status.link(to: "db-b").state == "streaming",
                try status.node("db-a").reachable
            else { throw Unmet("not live: \(status)") }
            return lag
        }

        /// Process ids of replmon's sessions on a node.
        private static func sessions(_ node: PostgresNode) throws -> String {
            let pids = try node.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'replmon'")
            #expect(!pids.isEmpty && !pids.contains("\n"))
            return pids
        }

        @Test func locksOfOthersDelayNoPoll() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            let primary = try cluster.primary
            try primary.sql("CREATE TABLE held (n int)")
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.orders(cluster.nodes)]), in: lab)
            try await daemon.waitUntilHealthy()
            let locks = "LOCK TABLE held, pg_proc, pg_class, pg_authid, pg_database IN SHARE ROW EXCLUSIVE MODE"
            let script = "BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE; \(locks); SELECT pg_sleep(60)"
            let connection = "host=\(primary.host) port=\(primary.port) user=postgres dbname=postgres"
            let holder = try LabProgram(
                name: "holder", command: ["psql", "-X", "-d", connection, "-c", script], in: lab)
            try holder.start()
            let held = "SELECT count(*) > 4 FROM pg_locks WHERE mode = 'ShareRowExclusiveLock' AND granted"
            try await eventually("the locks") { try primary.sql(held) == "t" }
            let waiting = """
                SELECT count(*) FROM pg_stat_activity WHERE application_name = 'replmon' AND wait_event_type = 'Lock'
                """
            try await daemon.watch(for: .seconds(2)) { status in
                for node in status.clusters.flatMap(\.nodes) {
                    #expect(node.reachable && node.observedAgeSeconds ?? 9 < 2)
                }
                let blocked = try cluster.nodes.filter { try $0.sql(waiting) != "0" }
                #expect(blocked.isEmpty)
            }
        }

        @Test func aKilledPostmasterIsUnreachableAtOnce() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab)
            let configuration = DaemonConfiguration(
                pollInterval: "5s", probeTimeout: "2s", clusters: [.orders(cluster.nodes)])
            let daemon = try RunningDaemon(configuration, in: lab)
            try await daemon.waitUntilHealthy()
            for name in ["db-b", "db-a"] {
                let node = try cluster.node(name)
                let file = try String(contentsOfFile: "\(node.directory)/postmaster.pid", encoding: .utf8)
                let postmaster = try #require(file.split(separator: "\n").first.flatMap { Int32($0) })
                let seen = try await daemon.time(until: "\(name) down", after: { Signals.kill(postmaster) }) { status in
                    try !status.node(name).reachable
                }
                print("kill -9 of the postmaster of \(name) → unreachable in the status: \(seen) (polls every 5 s)")
                #expect(seen < .seconds(1))
                let down = try await daemon.status()
                #expect(try down.node(name).role == "unknown" && down.node(name).failure != nil)
                #expect(try down.node(name).lagSeconds == nil && down.verdict != "ok")
                try await daemon.waitForStatus("the second poll's finding", within: .seconds(2)) {
                    $0.verdict == "critical" && $0.finds("PostgresNodeDown", node: name)
                }
                try node.kill()
                try node.start()
                try await daemon.waitForStatus("\(name) back") { try $0.node(name).reachable }
            }
        }
    }
}
