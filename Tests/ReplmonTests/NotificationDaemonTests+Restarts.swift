import ReplicationLab
import StatusAPI
import Testing

/// replmon itself dies. Nobody hears of that what is not so.
extension NotificationDaemonTests {
    @Test func killedWhileFiring() async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let link = try scene.cluster.link("db-a", "db-b")
        link.cut()
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        let before = try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing")
        try await scene.daemon.kill()
        try scene.daemon.start()
        let after = try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing") { !$0.restored }
        #expect(after.activeAt == before.activeAt && after.firedAt == before.firedAt)
        try await scene.settle()
        // Whatever was refreshed last before the kill has lapsed by then.
        if Span.isLong { try await scene.daemon.watch(for: .seconds(150)) { _ in } }
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: "replmon killed while firing, restarted",
            should: "no second page, no resolved")
        try link.restore()
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "then the fault ends", should: "one resolved")
    }

    /// The Alertmanager still holds it for firing when replmon is back.
    @Test func theFaultEndsWhileReplmonIsDown() async throws {
        try await endWhileDown(lapse: false)
    }

    /// The Alertmanager has given it up when replmon is back.
    @Test(.enabled(if: Span.isLong, "takes two minutes; set REPLMON_LONG_TESTS=1"))
    func theFaultEndsWhileReplmonIsDownForLong() async throws {
        try await endWhileDown(lapse: true)
    }

    private func endWhileDown(lapse: Bool) async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let link = try scene.cluster.link("db-a", "db-b")
        link.cut()
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        try await scene.daemon.kill()
        try link.restore()
        let cluster = scene.cluster
        try await InBackground.run { try cluster.waitUntilStreaming("db-b") }
        if lapse {
            try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b", within: .seconds(150))
        }
        try scene.daemon.start()
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "resolved")
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "replmon killed while firing, the fault ends \(lapse ? "and its endsAt passes " : "")while it is down",
            should: "one resolved")
    }
}
