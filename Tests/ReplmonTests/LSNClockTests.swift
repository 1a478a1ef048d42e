import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// The reported lag against the truth: commits at noted instants, and standbys that are held back.
    struct LSNClockTests {
        /// Replay held back by three means, then let go; then nothing is written any more.
        @Test(arguments: Lab.postgresVersions)
        func lagIsTrueWithinItsErrorBound(version: Int) async throws {
            let plans =
                PostgresNodePlan.group(standbys: 2) + [
                    PostgresNodePlan(name: "db-d", upstream: "db-a", applyDelay: .seconds(3))
                ]
            let scene = try await LagScene(version, plans)
            defer { scene.lab.end() }
            let (paused, frozen) = (try scene.cluster.node("db-b"), try scene.cluster.node("db-c"))
            var compared: [String: LagComparison] = [:]
            try paused.pauseReplay()
            try frozen.freeze(.startup)
            try await scene.compare(for: .seconds(6), into: &compared)
            try paused.resumeReplay()
            frozen.thaw(.startup)
            try await scene.compare(for: .seconds(3), into: &compared)
            scene.log.stop()
            for (name, held) in zip(scene.standbys, ["paused", "startup frozen", "delayed by 3 s"]) {
                let result = try #require(compared[name])
                print("LSN CLOCK \(version) | \(name) \(held) | \(result)")
                #expect(result.looks > 30 && result.largestLag > 2.5)
            }
            try await scene.daemon.waitForStatus("no lag") { status in
                try scene.standbys.allSatisfy { try status.node($0).lagSeconds == 0 }
            }
            try await scene.daemon.watch(for: .seconds(3)) { status in
                let lags = try scene.standbys.map { try status.node($0).lagSeconds }
                #expect(lags.allSatisfy { $0 == 0 }, "\(lags)")
            }
        }

        /// A link that is cut, and one that looks alive and carries nothing.
        @Test(arguments: Lab.postgresVersions)
        func lagOfABrokenLinkIsItsTrueAgeAndGrows(version: Int) async throws {
            let scene = try await LagScene(version, PostgresNodePlan.group(standbys: 2))
            defer { scene.lab.end() }
            let (relay, primary) = (try scene.cluster.link("db-a", "db-b"), try scene.cluster.primary)
            var compared: [String: LagComparison] = [:]
            relay.cut()
            try primary.freeze(.walSender(of: "db-c"))
            try await scene.daemon.waitForStatus("a lag") { status in
                try scene.standbys.allSatisfy { try status.node($0).lagSeconds.map { $0 > 0.6 } ?? true }
            }
            // Past the ten seconds after which a link that carries nothing counts as stalled.
            try await scene.compare(for: .seconds(13), held: true, into: &compared)
            let links = try await scene.daemon.status()
            #expect(try links.link(to: "db-b").state == "disconnected" && links.link(to: "db-c").state == "stalled")
            try relay.restore()
            primary.thaw(.walSender(of: "db-c"))
            try await scene.compare(for: .seconds(3), into: &compared)
            for (name, broken) in zip(scene.standbys, ["link cut", "WAL sender frozen"]) {
                let result = try #require(compared[name])
                print("LSN CLOCK \(version) | \(name) \(broken) | \(result)")
                #expect(result.looks > 100 && result.largestLag > 12)
            }
        }

        /// What was written before replmon began to look has no time: unknown, with the reason and what it is at least.
        @Test(arguments: Lab.postgresVersions)
        func afterARestartTheLagIsUnknownUntilThereIsHistory(version: Int) async throws {
            let scene = try await LagScene(
                version, PostgresNodePlan.group(standbys: 1), alerts: ["PostgresReplicationLag": "warning: 2s"])
            defer { scene.lab.end() }
            let (standby, daemon) = (try scene.cluster.node("db-b"), scene.daemon)
            try standby.pauseReplay()
            try await daemon.waitForStatus("a lag") { try $0.node("db-b").lagSeconds ?? 0 > 2 }
            _ = try daemon.stop()
            try daemon.start()
            try await daemon.waitForStatus("what it is behind at least") { status in
                let node = try status.node("db-b")
                #expect(node.lagSeconds == nil && node.lagUnknownReason?.isEmpty == false, "\(node)")
                return status.finds("PostgresReplicationLag", node: "db-b")
            }
            try await daemon.watch(for: .seconds(2)) { status in
                let node = try status.node("db-b")
                #expect(node.lagSeconds == nil && node.lagUnknownReason?.isEmpty == false, "\(node)")
                #expect(node.lagBytes ?? 0 > 0, "\(node)")
            }
            try standby.resumeReplay()
            let known = try await daemon.waitForStatus("a known lag") { try $0.node("db-b").lagSeconds != nil }
            #expect(try known.node("db-b").reachable)
            let result = try await scene.compareHeld("db-b", with: scene.log)
            print("LSN CLOCK \(version) | db-b after a restart of replmon | \(result)")
            #expect(result.looks > 30 && result.unknown == 0 && result.largestLag > 2.5)
        }

        /// A planned switchover to one standby, whom the other follows onto the new timeline.
        @Test(arguments: Lab.postgresVersions)
        func afterATimelineSwitchTheLagIsKnownAgain(version: Int) async throws {
            let scene = try await LagScene(version, PostgresNodePlan.group(standbys: 2))
            defer { scene.lab.end() }
            let (old, new) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
            scene.log.stop()
            try await InBackground.run {
                try old.stop()
                try new.promote()
            }
            let log = try new.startWriteLog(every: .milliseconds(20))
            let cluster = scene.cluster
            let known = try await scene.daemon.time(
                until: "the lag behind the new primary", after: { try cluster.follow("db-c", upstream: "db-b") }
            ) { status in
                let node = try status.node("db-c")
                return try status.link(to: "db-c").upstream == "db-b" && node.timeline == 2 && node.lagSeconds != nil
            }
            try await scene.daemon.waitForStatus("db-c to have what the log notes") { status in
                try status.node("db-c").details["replay_lsn"].flatMap { log.lag(atReplay: $0, at: WriteLog.now()) }
                    != nil
            }
            let result = try await scene.compareHeld("db-c", with: log)
            print("LSN CLOCK \(version) | db-c after a timeline switch | known after \(known) | \(result)")
            #expect(known < .seconds(10) && result.looks > 30 && result.unknown == 0 && result.largestLag > 2.5)
        }
    }
}
