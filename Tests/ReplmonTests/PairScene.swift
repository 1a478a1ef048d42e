import ReplicationLab

/// Two replmons of a pair, each a machine of its own as far as its network goes: one reaches servers and Alertmanager
/// directly, the other through relays.
final class PairScene {
    let cluster: PostgresCluster
    let pager: Pager
    let near: RunningDaemon
    let far: RunningDaemon
    private let labs: (near: Lab, far: Lab)
    private let ways: [Relay]
    private let configurations: (near: DaemonConfiguration, far: DaemonConfiguration)

    /// Returns when all is well for both and the Alertmanager has been told so.
    init(standbys: Int = 1) async throws {
        labs = (try Lab(), try Lab())
        cluster = try PostgresCluster(
            in: labs.near, nodes: PostgresNodePlan.group(standbys: standbys), monitorThroughRelay: true)
        pager = try await Pager(in: labs.near)
        let way = try Relay(to: pager.alertmanager.port, in: labs.near)
        ways = cluster.nodes.compactMap(\.monitorRelay) + [way]
        configurations = (
            Self.configuration("near", Self.direct(cluster), alertmanager: pager.alertmanager.url),
            Self.configuration("far", Self.entry(cluster), alertmanager: "http://\(way.host):\(way.port)")
        )
        near = try RunningDaemon(configurations.near, in: labs.near)
        far = try RunningDaemon(configurations.far, in: labs.far)
        for daemon in [near, far] { try await daemon.waitUntilHealthy() }
        try await pager.waitForWatchdog(of: "near", "far")
        pager.begin()
    }

    /// Ends everything.
    func end() {
        labs.far.end()
        labs.near.end()
    }

    /// One of them loses its network: servers and Alertmanager.
    func cutFarOff() {
        for way in ways { way.cut() }
    }

    /// It has its network again.
    func letFarBack() throws {
        for way in ways { try way.restore() }
    }

    /// Waits until whatever either has told has reached the person.
    func settle() async throws {
        try await near.mark(pager, restoring: configurations.near)
        try await far.mark(pager, restoring: configurations.far)
    }

    private static func configuration(
        _ observer: String, _ entry: ClusterEntry, alertmanager: String
    ) -> DaemonConfiguration {
        DaemonConfiguration(clusters: [entry], alertmanagers: [alertmanager], pair: true, observer: observer)
    }

    private static func entry(_ cluster: PostgresCluster) -> ClusterEntry {
        .postgresql("orders", cluster.nodes, alerts: ClusterEntry.impatient(.postgresql))
    }

    /// The same servers past their relays.
    private static func direct(_ cluster: PostgresCluster) -> ClusterEntry {
        var text = entry(cluster).text
        for node in cluster.nodes {
            guard let relay = node.monitorRelay else { continue }
            text = text.replacing("port=\(relay.port)", with: "port=\(node.port)")
        }
        return ClusterEntry(text: text)
    }
}
