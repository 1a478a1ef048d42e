import ReplicationLab
import StatusAPI
import Testing

/// The way to people is broken for a while.
extension NotificationDaemonTests {
    /// After a minute without an Alertmanager this fires; if there is no other to tell, people hear of it afterwards.
    static let late = "ReplmonNotificationFailing"

    @Test func theAlertmanagerIsDown() async throws {
        let scene = try await NotificationScene(standbys: 2)
        defer { scene.end() }
        let (daemon, alertmanager) = (scene.daemon, scene.pager.alertmanager)
        let (first, second) = (try scene.cluster.link("db-a", "db-b"), try scene.cluster.link("db-a", "db-c"))
        first.cut()
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-b")
        try await alertmanager.waitUntilNotificationsAreLogged()
        try await InBackground.run { try alertmanager.stop() }
        try first.restore()
        second.cut()
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "resolved")
        try await scene.wait("PostgresStandbyDisconnected", "db-c", "firing")
        try await daemon.watch(for: Span.of(.seconds(4), long: .seconds(110))) { _ in }
        let failing = try await daemon.waitForStatus("the failure to be shown") { status in
            status.alerts.contains {
                $0.name == "ReplmonNotificationFailing" && $0.state == (Span.isLong ? "firing" : "pending")
            }
        }
        let words = failing.alerts.first { $0.name == "ReplmonNotificationFailing" }?.summary ?? ""
        #expect(words.contains(alertmanager.url), "\(words)")
        print("LOCAL | Alertmanager down | \(words)")
        #expect(try daemon.ctl("status").output.contains("Alertmanager") || !words.isEmpty)
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: "while the Alertmanager is down", should: "nothing new")

        scene.pager.begin()
        try await InBackground.run { try alertmanager.start() }
        try await scene.pager.wait("firing PostgresStandbyDisconnected db-c", within: .seconds(60))
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await daemon.waitForStatus("the failure to be over") {
            !$0.has("ReplmonNotificationFailing", in: "firing") && !$0.has("ReplmonNotificationFailing", in: "pending")
        }
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-c", "resolved PostgresStandbyDisconnected db-b"],
            tolerating: Self.late, in: "once it is back",
            should: "the firing that began, the resolved of the one that ended")
    }
}
