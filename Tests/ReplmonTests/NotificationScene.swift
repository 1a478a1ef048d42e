import ReplicationLab
import StatusAPI
import Testing

/// A healthy primary with its standbys, a replmon that watches them, and the pager that it tells.
final class NotificationScene {
    let lab: Lab
    let cluster: PostgresCluster
    let pager: Pager
    let daemon: RunningDaemon
    private let configuration: DaemonConfiguration

    /// The alerts of the cluster fire after a second, unless `alerts` says otherwise. Returns when all is well and the
    /// Alertmanager has been told so.
    init(standbys: Int = 1, load: Bool = true, alerts: [String: String] = [:]) async throws {
        lab = try Lab()
        cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: standbys))
        if load { _ = try cluster.startLoad() }
        pager = try await Pager(in: lab)
        let entry = ClusterEntry.postgresql(
            "orders", cluster.nodes, alerts: ClusterEntry.impatient(.postgresql).merging(alerts) { $1 })
        configuration = DaemonConfiguration(clusters: [entry], alertmanagers: [pager.alertmanager.url])
        daemon = try RunningDaemon(configuration, in: lab)
        try await daemon.waitUntilHealthy()
        try await pager.waitForWatchdog()
        pager.begin()
    }

    /// Ends everything.
    func end() {
        lab.end()
    }

    /// Waits until whatever was on its way has reached the person: a later alert has come, and its end.
    func settle() async throws {
        try await daemon.mark(pager, restoring: configuration)
    }

    /// Waits until an alert about a node is in a state, with what else is wanted of it.
    @discardableResult
    func wait(
        _ alert: String, _ node: String, _ state: String, within limit: Duration = .seconds(20),
        _ condition: (StatusDocument.AlertStatus) -> Bool = { _ in true }
    ) async throws -> StatusDocument.AlertStatus {
        let status = try await daemon.waitForStatus("\(alert) of \(node) to be \(state)", within: limit) { status in
            status.alert(alert, node: node).map { $0.state == state && condition($0) } ?? false
        }
        return try #require(status.alert(alert, node: node))
    }
}

extension StatusDocument {
    /// The alert of this name about this node, whatever its state.
    func alert(_ name: String, node: String) -> AlertStatus? {
        alerts.first { $0.name == name && $0.node == node }
    }
}
