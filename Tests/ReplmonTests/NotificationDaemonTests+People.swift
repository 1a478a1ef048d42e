import ReplicationLab
import StatusAPI
import Testing

/// What people say about alerts: not now, and I know.
extension NotificationDaemonTests {
    @Test func aSilenceBeforeTheFaultExpiredEarly() async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let (daemon, link) = (scene.daemon, try scene.cluster.link("db-a", "db-b"))
        let added = try daemon.ctl(
            "silence", "add", "--cluster", "orders", "--node", "db-b", "--for", "1h", "--reason", "a new switch")
        #expect(added.status == 0, "\(added.output)")
        let silence = try #require(try await daemon.status().silences.first)
        #expect(silence.reason == "a new switch" && added.output.contains(silence.id))
        link.cut()
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing") { $0.silencedBy == silence.id }
        try await scene.settle()
        scene.pager.expect([], in: "fault under a silence", should: "nothing")
        let shown = try daemon.ctl("alerts")
        #expect(shown.output.contains("PostgresStandbyDisconnected") && shown.output.contains("silenced"))

        scene.pager.begin()
        let expired = try daemon.ctl("silence", "expire", silence.id)
        #expect(expired.status == 0, "\(expired.output)")
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: "the silence expired early", should: "one firing")
    }

    /// What was told is taken back only when it is over, and then even under a silence.
    @Test func aSilenceAfterTheFiring() async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let link = try scene.cluster.link("db-a", "db-b")
        link.cut()
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        let added = try scene.daemon.ctl(
            "silence", "add", "--alert", "PostgresStandby*", "--for", "1h", "--reason", "seen")
        #expect(added.status == 0, "\(added.output)")
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing") { $0.silenced }
        try await scene.settle()
        // The second refresh after the silence began must be over, or an alert that is no longer refreshed looks fine.
        if Span.isLong { try await scene.daemon.watch(for: .seconds(150)) { _ in } }
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: "silence set after the firing",
            should: "no false resolved")
        try link.restore()
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "the fault ends under the silence", should: "the end of what was told")
    }

    @Test func anAcknowledgement() async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let (daemon, link) = (scene.daemon, try scene.cluster.link("db-a", "db-b"))
        link.cut()
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        let reply = try daemon.ctl("ack", "PostgresStandbyDisconnected", "--node", "db-b", "--comment", "on my way")
        #expect(reply.status == 0, "\(reply.output)")
        let alert = try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing") { $0.acknowledgedBy != nil }
        #expect(alert.acknowledgedComment == "on my way" && alert.acknowledgedBy?.isEmpty == false)
        #expect(try daemon.ctl("alerts").output.contains("ack"))
        try await scene.settle()
        try link.restore()
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "resolved")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "an alert acknowledged", should: "no further news, its end")
    }
}
