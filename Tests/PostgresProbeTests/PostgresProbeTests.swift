import PostgresProbe
import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

extension TimedTests {
    /// The probe against real servers.
    struct PostgresProbeTests {
        @Test func primaryAndStandbyAsTheyAre() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let (primary, standby) = (try cluster.node("db-a"), try cluster.node("db-b"))
            try primary.sql("CREATE TABLE t AS SELECT generate_series(1, 1000)")
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])

            let before = try lsn(primary.sql("SELECT pg_current_wal_lsn()"))
            let upstream = try await reading(of: primary)
            let after = try lsn(primary.sql("SELECT pg_current_wal_lsn()"))
            guard case .primary(let role) = upstream.role else { throw Unexpected("\(upstream.role)") }
            #expect(role.currentLSN >= before && role.currentLSN <= after)
            #expect(role.timeline == 1)
            #expect(upstream.serverVersion / 10_000 == 15)
            #expect(
                try "\(upstream.systemIdentifier ?? 0)"
                    == primary.sql("SELECT system_identifier FROM pg_control_system()"))
            #expect(upstream.serverTime.since(MonotonicClock.wallNow()) < .seconds(5))
            #expect(upstream.settings.walReceiverTimeout == .seconds(60))
            #expect(upstream.settings.walReceiverStatusInterval == .seconds(10))
            #expect(upstream.missingPrivileges == [])
            let sender = try #require(upstream.walSenders.first)
            #expect(upstream.walSenders.count == 1)
            #expect(sender.applicationName == "db-b" && sender.state == "streaming" && sender.syncState == "async")
            #expect(sender.clientAddress == "127.0.0.1" && sender.replyTime != nil)
            let slot = try #require(upstream.slots.first)
            #expect(slot.name == "db_b" && slot.type == "physical" && slot.active && slot.walStatus == "reserved")
            #expect(slot.activePID == sender.pid)

            let downstream = try await reading(of: standby)
            guard case .standby(let recovery) = downstream.role else { throw Unexpected("\(downstream.role)") }
            #expect(downstream.systemIdentifier == upstream.systemIdentifier)
            #expect(try #require(recovery.replayLSN) >= before)
            #expect(try #require(recovery.receiveLSN) >= before)
            #expect(recovery.pauseState == .notPaused && recovery.startupWaitEvent == "RecoveryWalStream")
            #expect(recovery.lastReplayedTransactionAt != nil)
            let receiver = try #require(recovery.walReceiver)
            #expect(receiver.status == "streaming" && receiver.receivedTimeline == 1 && receiver.slotName == "db_b")
            #expect(try receiver.senderPort == Int32(cluster.link("db-a", "db-b").port))
        }

        @Test(arguments: [16, 17, 18])
        func laterVersions(_ version: Int) async throws {
            let (lab, cluster): (Lab, ReplicationLab.PostgresCluster)
            do {
                (lab, cluster) = try TimedTests.servers(version: version)
            } catch let error as LabError where error.description.contains("is not installed") {
                return
            }
            defer { lab.end() }
            for node in cluster.nodes {
                let reading = try await reading(of: node)
                #expect(reading.serverVersion / 10_000 == version)
                #expect(reading.walSenders.count + reading.slots.count == (node.name == "db-a" ? 2 : 0))
            }
        }

        @Test func pauseIsSeen() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let standby = try cluster.node("db-b")
            try standby.pauseReplay()
            guard case .standby(let recovery) = try await reading(of: standby).role else {
                throw Unexpected("no standby")
            }
            #expect(recovery.pauseState == .paused && recovery.startupWaitEvent == "RecoveryPause")
        }

        @Test func promotionOnTheSameConnection() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let standby = try cluster.node("db-b")
            let watch = Watch(standby)
            guard case .standby = try await watch.reading().role else { throw Unexpected("no standby") }
            let session = try sessions(standby)
            try standby.promote()
            guard case .primary(let role) = try await watch.reading().role else { throw Unexpected("no primary") }
            #expect(role.timeline == 2)
            #expect(try sessions(standby) == session)
        }

        @Test func endOfTheServerIsToldAtOnce() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let node = try cluster.node("db-b")
            let watch = Watch(node)
            _ = try await watch.reading()
            let start = MonotonicClock.now()
            try node.kill()
            try waitUntil("the loss to be reported", poll: .milliseconds(1)) { watch.lostAt != nil }
            let lostAt = try #require(watch.lostAt)
            #expect(start.duration(to: lostAt) < .milliseconds(100))
            #expect(await watch.failure()?.reason == "connect")
            try node.start()
            try await waitUntil("the node to answer again") { try await watch.reading().serverVersion > 0 }
        }

        @Test func hostByName() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let node = try cluster.node("db-a")
            _ = try await Watch(node, "user=replmon dbname=postgres host=localhost,no-such-host.invalid").reading()
        }

        @Test func terminatedSessionIsTold() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let node = try cluster.node("db-a")
            let watch = Watch(node)
            _ = try await watch.reading()
            try node.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replmon'")
            try waitUntil("the loss to be reported") { watch.lostAt != nil }
            _ = try await watch.reading()
        }

        @Test func frozenServerTimesOutAloneAndOnTime() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let (frozen, healthy) = (Watch(try cluster.node("db-b")), Watch(try cluster.node("db-a")))
            _ = try await frozen.reading()
            _ = try await healthy.reading()
            try cluster.node("db-b").freeze(.server)
            let start = MonotonicClock.now()
            async let failure = frozen.failure(within: .milliseconds(500))
            var slowest = Duration.zero
            for _ in 0..<20 {
                let asked = MonotonicClock.now()
                _ = try await healthy.reading()
                slowest = max(slowest, asked.duration(to: MonotonicClock.now()))
            }
            #expect(await failure == .timeout(phase: .query))
            let took = start.duration(to: MonotonicClock.now())
            #expect(took >= .milliseconds(500) && took < .milliseconds(550))
            #expect(slowest < .milliseconds(100))
            #expect(await frozen.failure(within: .milliseconds(300)) == .timeout(phase: .authenticate))
            try cluster.node("db-b").thaw(.server)
            _ = try await frozen.reading()
        }

        @Test func blackHoleTimesOut() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0, monitorThroughRelay: true)
            defer { lab.end() }
            let node = try cluster.node("db-a")
            let watch = Watch(node)
            _ = try await watch.reading()
            try node.monitorRelay?.blackhole()
            #expect(await watch.failure(within: .milliseconds(300)) == .timeout(phase: .query))
            #expect(await watch.failure(within: .milliseconds(300)) == .timeout(phase: .authenticate))
            try node.monitorRelay?.restore()
            _ = try await watch.reading()
        }

        @Test func refusals() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let node = try cluster.node("db-a")
            #expect(
                await Watch(node, "user=replmon dbname=nope").failure()
                    == .server(code: "3D000", message: "database \"nope\" does not exist"))
            #expect(await Watch(node, "user=nobody dbname=postgres").failure()?.reason == "authentication")
            try node.sql("ALTER ROLE replmon PASSWORD 'sesame'")
            try node.sql(
                """
                COPY (VALUES ('host all replmon 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust'))
                TO '\(node.directory)/pg_hba.conf';
                SELECT pg_reload_conf();
                """)
            let wrong = Watch(node, "user=replmon dbname=postgres password=hunter2")
            try await waitUntil("the password to be asked for") { await wrong.failure() != nil }
            #expect(await wrong.failure() == .authentication("password authentication failed for user \"replmon\""))
            #expect(await Watch(node, "user=replmon dbname=postgres").failure()?.reason == "authentication")
            _ = try await Watch(node, "user=replmon dbname=postgres password=sesame").reading()
        }

        @Test func noConnectionLeft() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let plan = PostgresNodePlan(
                name: "db-a",
                settings: ["max_connections": "4", "superuser_reserved_connections": "3", "max_wal_senders": "0"])
            let node = try ReplicationLab.PostgresCluster(in: lab, nodes: [plan]).node("db-a")
            let first = Watch(node)
            _ = try await first.reading()
            #expect(await Watch(node).failure()?.reason == "too_many_connections")
        }

        @Test func startingServerIsNotDown() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let standby = try cluster.node("db-b")
            try standby.stop()
            try standby.configure(["hot_standby": "off"])
            // Never ready for sessions, so it cannot be waited for.
            let starting = Task.detached { try? standby.start() }
            let watch = Watch(standby)
            try await waitUntil("the server to refuse") { await watch.failure()?.reason == "starting_up" }
            try standby.kill()
            await starting.value
        }

        @Test func roleWithoutMonitoringPrivilege() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            for node in cluster.nodes {
                let reading = try await Watch(node, "user=replmon_bare dbname=postgres").reading()
                #expect(reading.missingPrivileges.map(\.grant) == ["pg_monitor"])
                #expect(reading.walSenders.allSatisfy { $0.state == nil && $0.sentLSN == nil })
            }
        }

        @Test func theInventoryIsAskedForFirstAndThenKept() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            for node in cluster.nodes {
                try node.configure(["log_statement": "all"])
                try waitUntil("the setting to be in force") { try node.sql("SHOW log_statement") == "all" }
                let watch = Watch(node)
                let first = try await watch.reading()
                #expect(first.inventory?.oldestWAL != nil)
                for _ in 0..<4 { #expect(try await watch.reading().inventory == first.inventory) }
                // One statement per poll, nothing else.
                let log = try TestFile.text(of: node.log).split(separator: "\n")
                #expect(log.count { $0.contains("execute replmon_poll_inventory:") } == 1)
                #expect(log.count { $0.contains("execute replmon_poll:") } == 4)
                #expect(log.count { $0.contains("execute ") } == 5)
            }
        }

        @Test func aThousandPollsOnOneConnection() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let node = try cluster.node("db-a")
            let watch = Watch(node)
            _ = try await watch.reading()
            let (session, descriptors) = (try sessions(node), try ProcessUsage.descriptors())
            let (cpu, start) = (ProcessUsage.processorTime, MonotonicClock.now())
            for _ in 0..<1000 { _ = try await watch.reading() }
            print(
                "per poll: CPU", (ProcessUsage.processorTime - cpu) / 1000, "wall",
                start.duration(to: MonotonicClock.now()) / 1000)
            #expect(try sessions(node) == session)
            try waitUntil("descriptors to settle") { try ProcessUsage.descriptors() <= descriptors }
            await watch.probe.close()
            try waitUntil("the session to end") { try sessions(node).isEmpty }
        }

        // MARK: Parts

        private func reading(of node: PostgresNode) async throws -> PostgresReading {
            try await Watch(node).reading()
        }

        private func lsn(_ text: String) throws -> LSN {
            try #require(LSN(text))
        }

        /// The process ids of the probe's sessions on a server.
        private func sessions(_ node: PostgresNode) throws -> String {
            try node.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'replmon' ORDER BY 1")
        }
    }
}
