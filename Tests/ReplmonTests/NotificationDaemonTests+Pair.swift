import ReplicationLab
import StatusAPI
import Testing

/// Two replmons watch the same servers and tell the same Alertmanager, `pair: true`.
extension NotificationDaemonTests {
    /// One that is cut off neither ends what the other still sees, nor begins it anew when it is back.
    @Test func oneOfAPairIsCutOff() async throws {
        let pair = try await PairScene()
        defer { pair.end() }
        let link = try pair.cluster.link("db-a", "db-b")
        link.cut()
        try await pair.pager.wait("firing PostgresStandbyDisconnected db-b")
        for daemon in [pair.near, pair.far] {
            try await daemon.waitForStatus("both to see it") {
                $0.has("PostgresStandbyDisconnected", node: "db-b", in: "firing")
            }
        }
        try await pair.settle()
        pair.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: "standby cut off, seen by both of a pair",
            should: "one firing")

        pair.cutFarOff()
        try await pair.far.waitForStatus("it to be cut off") { status in
            try !status.node("db-a").reachable && !status.node("db-b").reachable
        }
        try await pair.near.watch(for: Span.of(.seconds(8), long: .seconds(120))) { status in
            #expect(status.has("PostgresStandbyDisconnected", node: "db-b", in: "firing"))
        }
        try pair.letFarBack()
        try await pair.far.waitForStatus("it to see the servers again", within: .seconds(40)) { status in
            try status.node("db-a").reachable && status.node("db-b").reachable
        }
        try await pair.settle()
        pair.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], tolerating: Self.late,
            in: "one of the pair cut off meanwhile, and back",
            should: "nothing further of the standby: no resolved, no second firing")
    }

    /// One's view never ends what the other still sees.
    @Test func oneOfAPairStillSeesIt() async throws {
        let pair = try await PairScene(standbys: 0)
        defer { pair.end() }
        let (primary, way) = (try pair.cluster.primary, try #require(try pair.cluster.primary.monitorRelay))
        try await InBackground.run { try primary.kill() }
        try await pair.pager.wait("firing PostgresNodeDown db-a")
        func isDown(_ status: StatusDocument) -> Bool { status.has("PostgresNodeDown", node: "db-a", in: "firing") }
        for daemon in [pair.near, pair.far] { try await daemon.waitForStatus("both to see it", isDown) }
        try await pair.settle()
        way.cut()
        try await InBackground.run { try primary.start() }
        try await pair.near.waitUntilHealthy()
        try await pair.settle()
        // One refresh of the other's, at least.
        if Span.isLong { try await pair.near.watch(for: .seconds(60)) { _ in } }
        #expect(isDown(try await pair.far.status()))
        pair.pager.expect(
            ["firing PostgresNodeDown db-a"], in: "server killed and started, one of a pair still cut off from it",
            should: "one firing, no resolved")
        guard Span.isLong else { return }
        try way.restore()
        try await pair.pager.wait("resolved PostgresNodeDown db-a", within: .seconds(150))
        try await pair.settle()
        pair.pager.expect(
            ["firing PostgresNodeDown db-a", "resolved PostgresNodeDown db-a"],
            in: "then both see that it runs", should: "one resolved")
    }

    /// The one that is left stops saying so; the end is told when the last refresh of either lapses.
    @Test(.enabled(if: Span.isLong, "takes two minutes; set REPLMON_LONG_TESTS=1"))
    func theFaultEndsWhileOneOfAPairIsCutOff() async throws {
        let pair = try await PairScene()
        defer { pair.end() }
        let link = try pair.cluster.link("db-a", "db-b")
        link.cut()
        try await pair.pager.wait("firing PostgresStandbyDisconnected db-b")
        try await pair.settle()
        pair.cutFarOff()
        try await pair.far.waitForStatus("it to be cut off") { try !$0.node("db-a").reachable }
        try link.restore()
        let start = ContinuousClock.now
        try await pair.near.waitForStatus("the end") {
            $0.has("PostgresStandbyDisconnected", node: "db-b", in: "resolved")
        }
        try await pair.pager.wait("resolved PostgresStandbyDisconnected db-b", within: .seconds(150))
        let lapse = ContinuousClock.now - start
        try pair.letFarBack()
        try await pair.far.waitUntilHealthy(within: .seconds(60))
        try await pair.settle()
        pair.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            // True when it could be told at last: the far one reached the Alertmanager before the servers.
            tolerating: "ClusterUnreachable", in: "the fault ends while one of the pair is cut off",
            should: "one resolved within endsAt; it took \(lapse.rounded) s")
    }
}
