import Dispatch
import PostgresReplication
import ReplicationLab
import Testing

@testable import PostgresProbe

extension TimedTests {
    /// The readings of real servers, by version, role and privilege.
    struct PostgresReadingTests {
        // MARK: As they are

        @Test(arguments: [15, 16, 17, 18])
        func primaryStandbyAndCascade(_ version: Int) async throws {
            guard let (lab, cluster) = try started(version: version, standbys: 2, cascading: true) else { return }
            defer { lab.end() }
            try cluster.primary.sql("CREATE TABLE t AS SELECT generate_series(1, 1000)")
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b", "db-c"])
            for node in cluster.nodes {
                let reading = try await reading(of: node)
                #expect(reading.serverVersion / 10_000 == version)
                #expect(reading.missingPrivileges == [])
                try expectSettings(reading)
                let feeds = node.name != "db-c"
                #expect(reading.walSenders.count == (feeds ? 1 : 0) && reading.slots.count == (feeds ? 1 : 0))
                for slot in reading.slots { expectSlot(slot, version: version) }
                #expect(reading.walSenders.allSatisfy { $0.syncPriority == 0 })
                let sessions = try #require(reading.sessions)
                #expect(sessions.clients >= 1 && sessions.freeForClients == 47 - sessions.clients)
                #expect(sessions.freeWALSenders == (feeds ? 9 : 10) && sessions.waitingForSync == 0)
                #expect(reading.archiver == nil)
                if node.name == "db-a" {
                    try expectPrimaryInventory(reading)
                } else {
                    try expectStandby(reading, upstream: node.name == "db-b" ? "db-a" : "db-b", node, cluster)
                }
            }
        }

        private func expectSettings(_ reading: PostgresReading) throws {
            let settings = reading.settings
            #expect(
                settings.parity == [
                    .maxConnections: 50, .maxPreparedTransactions: 0, .maxLocksPerTransaction: 64,
                    .maxWALSenders: 10, .maxWorkerProcesses: 8,
                ])
            #expect(settings.synchronousStandbyNames == "" && settings.synchronousCommit == "on")
            #expect(settings.hotStandbyFeedback == false && settings.maxSlotWALKeepBytes == nil)
            #expect(settings.walSegmentBytes == 16 << 20)
        }

        private func expectSlot(_ slot: ReplicationSlot, version: Int) {
            #expect(slot.type == "physical" && slot.active && !slot.isTemporary && slot.walStatus == "reserved")
            #expect(slot.snapshotAge == nil && slot.catalogSnapshotAge == nil)
            #expect(slot.invalidationReason == nil && slot.inactiveSince == nil)
            #expect(slot.isFailover == (version >= 17 ? false : nil))
            #expect(slot.isSynced == (version >= 17 ? false : nil))
        }

        private func expectPrimaryInventory(_ reading: PostgresReading) throws {
            guard case .primary(let primary) = reading.role else { throw Unexpected("\(reading.role)") }
            let inventory = try #require(reading.inventory)
            let oldest = try #require(inventory.oldestWAL)
            #expect(oldest <= primary.currentLSN && oldest.rawValue % (16 << 20) == 0)
            #expect(try #require(inventory.walDirectoryBytes) >= 16 << 20)
            #expect(inventory.hasRestoreCommand == false && inventory.primarySlotName == nil)
            #expect(inventory.primaryConninfoAddress == nil && inventory.parityAfterRestart == [:])
            #expect(inventory.minimumTimeline == nil && !inventory.mayReplicate)
        }

        private func expectStandby(
            _ reading: PostgresReading, upstream: String, _ node: PostgresNode,
            _ cluster: ReplicationLab.PostgresCluster
        ) throws {
            let standby = try standby(reading)
            #expect(standby.startupWaitEventType == "Activity" && standby.startupWaitEvent == "RecoveryWalStream")
            #expect(standby.blockingSession == nil && standby.oldestSnapshot == nil)
            #expect(standby.recoveryConflicts == RecoveryConflicts())
            let inventory = try #require(reading.inventory)
            #expect(inventory.primarySlotName == node.name.replacing("-", with: "_"))
            let port = Int32(try cluster.link(upstream, node.name).port)
            #expect(inventory.primaryConninfoAddress == .init(host: "127.0.0.1", port: port))
            #expect(inventory.minimumTimeline == 1)
            #expect(try #require(inventory.oldestWAL) <= #require(standby.replayLSN))
        }

        // MARK: Privileges

        @Test(arguments: [15, 16, 17, 18])
        func everyBlindSpotIsNamed(_ version: Int) async throws {
            guard let (lab, cluster) = try started(version: version) else { return }
            defer { lab.end() }
            try cluster.primary.sql(
                """
                CREATE ROLE only_stats LOGIN IN ROLE pg_read_all_stats, pg_read_all_settings;
                CREATE ROLE only_settings LOGIN IN ROLE pg_read_all_settings;
                GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO only_settings;
                CREATE ROLE no_inherit LOGIN NOINHERIT IN ROLE pg_monitor
                """)
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
            for node in cluster.nodes {
                let bare = try await reading(of: node, "replmon_bare")
                #expect(bare.missingPrivileges.map(\.grant) == ["pg_monitor"])
                #expect(bare.missingPrivileges.first?.hides.count == 7)
                #expect(bare.sessions == nil && bare.walSenders.allSatisfy { $0.state == nil && $0.sentLSN == nil })
                #expect(bare.systemIdentifier != nil && bare.settings.parity.count == 5)
                let inventory = try #require(bare.inventory)
                #expect(inventory.oldestWAL == nil && inventory.walDirectoryBytes == nil)
                #expect(inventory.primaryConninfoAddress == nil && inventory.hasRestoreCommand == false)

                let statistics = try await reading(of: node, "only_stats")
                #expect(statistics.sessions != nil)
                #expect(
                    statistics.missingPrivileges
                        == [MissingPrivilege("pg_monitor", hides: ["the oldest WAL file", "the size of pg_wal"])])
                let settings = try await reading(of: node, "only_settings")
                #expect(settings.missingPrivileges.map(\.grant) == ["pg_read_all_stats"])
                #expect(settings.inventory?.oldestWAL != nil)
                #expect((settings.inventory?.primaryConninfoAddress != nil) == (node.name == "db-b"))
                #expect(try await reading(of: node, "no_inherit").missingPrivileges.first?.hides.count == 7)
                #expect(try await reading(of: node, "replmon_replication").inventory?.mayReplicate == true)
                #expect(try await reading(of: node, "postgres").inventory?.mayReplicate == true)
            }
        }

        @Test func noLockThatAnybodyWouldWaitFor() throws {
            guard let (lab, cluster) = try started() else { return }
            defer { lab.end() }
            for node in cluster.nodes {
                let modes = try node.sql(
                    """
                    BEGIN READ ONLY;
                    SET LOCAL search_path = pg_catalog;
                    \\o /dev/null
                    \(PollStatement.text(serverVersion: 150_000, withInventory: true));
                    \\o
                    SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype <> 'virtualxid'
                    """)
                #expect(modes == "AccessShareLock")
            }
        }

        // MARK: Parts

        /// `nil` when that version is not installed: Debian's 15 always is.
        func started(
            version: Int = 15, standbys: Int = 1, cascading: Bool = false
        ) throws -> (Lab, ReplicationLab.PostgresCluster)? {
            try started(version: version, PostgresNodePlan.group(standbys: standbys, cascading: cascading))
        }

        func started(
            version: Int = 15, _ plans: [PostgresNodePlan]
        ) throws -> (Lab, ReplicationLab.PostgresCluster)? {
            let lab = try Lab()
            do {
                return (lab, try ReplicationLab.PostgresCluster(in: lab, version: version, nodes: plans))
            } catch let error as LabError where error.description.contains("is not installed") && version != 15 {
                return nil
            }
        }

        /// The first poll of a new connection, which asks for everything.
        func reading(of node: PostgresNode, _ user: String = "replmon") async throws -> PostgresReading {
            try await Watch(node, "user=\(user) dbname=postgres").reading()
        }

        func standby(_ reading: PostgresReading) throws -> PostgresReading.Standby {
            guard case .standby(let standby) = reading.role else { throw Unexpected("\(reading.role)") }
            return standby
        }

        /// A reading of a new connection for which `condition` holds.
        func reading(
            of node: PostgresNode, with what: String, _ condition: (PostgresReading) throws -> Bool
        ) async throws -> PostgresReading {
            var latest: PostgresReading?
            try await waitUntil(what) {
                let reading = try await self.reading(of: node)
                latest = reading
                return try condition(reading)
            }
            return try #require(latest)
        }

        /// Starts a session that ends with its server, or when it is terminated; its process id.
        func session(on node: PostgresNode, named name: String, _ sql: String) throws -> Int32 {
            DispatchQueue.global().async {
                _ = try? node.sql("SET application_name = '\(name)';\n\(sql)", within: .seconds(60))
            }
            let query = """
                SELECT pid FROM pg_stat_activity
                WHERE application_name = '\(name)' AND query LIKE '%pg_sleep%'
                """
            var pid: Int32?
            try waitUntil("the session \(name)") {
                pid = Int32(try node.sql(query))
                return pid != nil
            }
            return try #require(pid)
        }
    }
}
