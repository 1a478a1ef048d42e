import FoundationEssentials
import HTTP
import ReplicationLab
import Testing

extension ServerTests {
    /// What replmon asks of the servers that it watches.
    struct PostgresGuestTests {
        /// By the server's own count: no other statement than the poll's two, with and without the inventory, and one
        /// execution for each poll, in well under a millisecond. What they lock is looked up on both roles.
        @Test(arguments: Lab.postgresVersions)
        func oneStatementPerPollAndNoLockThatHindersAnyone(version: Int) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab, version: version, nodes: PostgresNodePlan.group(standbys: 3))
            let primary = try cluster.primary
            let extensions = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'"
            let isCounted = try primary.sql(extensions) == "1"
            try primary.configure(
                ["track_activity_query_size": "64kB"].merging(
                    isCounted ? ["shared_preload_libraries": "pg_stat_statements"] : [:]
                ) { $1 })
            try primary.restart()
            if isCounted { try primary.sql("CREATE EXTENSION pg_stat_statements") }
            let daemon = try RunningDaemon(
                DaemonConfiguration(pollInterval: "500ms", probeTimeout: "500ms", clusters: [.orders(cluster.nodes)]),
                in: lab)
            let statements = try await Self.statements(on: primary)
            if isCounted {
                try await Self.checkCounts(on: primary, daemon)
            } else {
                print("SKIPPED \(version) | this build has no pg_stat_statements: calls and times not counted")
            }
            #expect(statements.count == 2)
            for statement in statements {
                for node in cluster.nodes.prefix(2) {
                    let modes = try node.sql(Self.locks(of: statement)).split(separator: "\n").last
                    #expect(modes == "locks: AccessShareLock", "\(node.name)")
                }
            }
        }

        /// All that replmon is seen to ask from its start, for some seconds or until the inventory's turn has come, which
        /// may be missed once: it is asked for at the start and after half a minute.
        private static func statements(on node: PostgresNode) async throws -> Set<String> {
            var statements: Set<String> = []
            let start = ContinuousClock.now
            while ContinuousClock.now - start < (statements.count < 2 ? .seconds(40) : .seconds(8)) {
                let current = "SELECT query FROM pg_stat_activity WHERE usename = 'replmon' AND query <> ''"
                statements.formUnion([try node.sql(current)].filter { !$0.isEmpty })
                try await Task.sleep(for: .milliseconds(20))
            }
            return statements
        }

        /// The shortest execution tells what the statement costs; the mean holds what else the machine does.
        private static func checkCounts(on node: PostgresNode, _ daemon: RunningDaemon) async throws {
            try await daemon.waitUntilHealthy()
            let before = try await polls(daemon)
            let counted = try node.sql(counts).split(separator: "|").compactMap { Double($0) }
            let after = try await polls(daemon)
            try #require(counted.count == 4)
            let (calls, statements, shortest, mean) = (counted[0], counted[1], counted[2], counted[3])
            print("GUEST: \(calls) calls of \(statements) statements, at least \(shortest) ms, \(mean) ms each")
            #expect(calls >= before && calls <= after + 1 && before > 10)
            #expect(statements == 2 && shortest < 1)
        }

        /// The statement without the inventory is the one that is called more often.
        private static let counts = """
            SELECT sum(calls), count(*), (array_agg(min_exec_time ORDER BY calls DESC))[1],
                (array_agg(mean_exec_time ORDER BY calls DESC))[1]
            FROM pg_stat_statements
            WHERE userid = 'replmon'::regrole
            """

        /// How many polls of the primary have ended, from the metrics page.
        private static func polls(_ daemon: RunningDaemon) async throws -> Double {
            let page = String(decoding: try await daemon.get("/metrics").body, as: UTF8.self)
            let line = page.split(separator: "\n").first {
                $0.hasPrefix("replmon_probe_duration_seconds_count") && $0.contains("\"db-a\"")
            }
            guard let count = line?.split(separator: " ").last.flatMap({ Double($0) }) else { throw Unmet(page) }
            return count
        }

        /// Runs a statement as replmon does and tells the modes of the locks that its transaction has, but for the one
        /// on itself that every transaction has.
        private static func locks(of statement: String) -> String {
            """
            SET ROLE replmon;
            BEGIN;
            \(statement)
            ;
            SELECT 'locks: ' || string_agg(DISTINCT mode, ', ') FROM pg_locks
            WHERE pid = pg_backend_pid() AND locktype <> 'virtualxid';
            COMMIT;
            """
        }
    }
}
