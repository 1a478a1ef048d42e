import ReplicationLab
import StatusAPI
import Testing

/// One page for one fault.
extension NotificationDaemonTests {
    @Test func aStandbyCutOff() async throws {
        let scene = try await NotificationScene()
        defer { scene.end() }
        let link = try scene.cluster.link("db-a", "db-b")
        link.cut()
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing")
        try await scene.daemon.watch(for: Span.of(.seconds(8), long: .seconds(180))) { status in
            #expect(status.has("PostgresStandbyDisconnected", node: "db-b", in: "firing"))
        }
        try link.restore()
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b")
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "standby cut off for \(Span.of(.seconds(10), long: .seconds(180)))", should: "one firing, one resolved")
    }

    /// Each spell is far shorter than the alert's `for`, so only that it comes and goes can raise it.
    @Test func aFlappingLink() async throws {
        let scene = try await NotificationScene(alerts: ["PostgresStandbyDisconnected": "for: 30s"])
        defer { scene.end() }
        let link = try scene.cluster.link("db-a", "db-b")
        let (rounds, pause) = Span.isLong ? (30, Duration.seconds(5)) : (8, Duration.zero)
        for _ in 0..<rounds {
            link.cut()
            try await scene.daemon.waitForStatus("the loss") { $0.finds("PostgresStandbyDisconnected", node: "db-b") }
            try await scene.daemon.watch(for: pause) { _ in }
            try link.restore()
            try await scene.daemon.waitForStatus("the link") { !$0.finds("PostgresStandbyDisconnected") }
            try await scene.daemon.watch(for: pause) { _ in }
        }
        try await scene.wait("PostgresStandbyDisconnected", "db-b", "firing") { $0.flapping }
        try await scene.settle()
        let name = "link cut and restored \(rounds) times"
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b"], in: name, should: "one firing, nothing while it flaps")
        guard Span.isLong else { return }
        try await scene.pager.wait("resolved PostgresStandbyDisconnected db-b", within: .seconds(420))
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresStandbyDisconnected db-b", "resolved PostgresStandbyDisconnected db-b"],
            in: "\(name), then calm", should: "one firing, one resolved at the end")
    }

    @Test func thePrimaryWithItsConsequences() async throws {
        let scene = try await NotificationScene(standbys: 3, load: false)
        defer { scene.end() }
        let primary = try scene.cluster.primary
        try await InBackground.run { try primary.kill() }
        try await scene.pager.wait("firing PostgresNodeDown db-a")
        let consequences = ["PostgresNoPrimary", "PostgresStandbyDisconnected"]
        let status = try await scene.daemon.waitForStatus("the consequences") { status in
            consequences.allSatisfy { status.has($0, in: "suppressed") }
        }
        let muted = status.alerts.filter { $0.state == "suppressed" }.map { alert in
            "\(alert.name) \(alert.node ?? alert.cluster ?? "")"
        }
        #expect(muted.count >= 4 && status.alerts.filter { $0.state == "firing" }.count == 1, "\(status.alerts)")
        print("SUPPRESSED | primary killed | \(muted.sorted().joined(separator: ", "))")
        try await scene.settle()
        try await InBackground.run { try primary.start() }
        try await scene.pager.wait("resolved PostgresNodeDown db-a")
        try await scene.daemon.waitUntilHealthy()
        try await scene.settle()
        scene.pager.expect(
            ["firing PostgresNodeDown db-a", "resolved PostgresNodeDown db-a"],
            in: "primary killed, \(muted.count) consequences", should: "one firing, one resolved")
    }
}
