import ReplicationLab
import StatusAPI
import Testing

/// What replmon cannot reach is not what is down.
extension ServerTests.PostgresFaultTests {
    /// The standby's testimony: no alert of a primary that is down. Until the standby has heard from it again, for a
    /// poll, that may be suspected.
    @Test(arguments: versions)
    func primaryUnreachableFromHere(version: Int) async throws {
        let scene = try await FaultScene(version, .init(monitorThroughRelay: true))
        defer { scene.end() }
        let way = try #require(try scene.cluster.primary.monitorRelay)
        let finding = try await scene.fault(
            "primary unreachable from here only", shows: "PostgresPrimaryUnreachable", on: "db-a"
        ) { way.cut() }
        #expect(finding.text.contains("db-b"), "\(finding.text)")
        try await scene.watch(for: .seconds(2)) { #expect(!$0.finds("PostgresNodeDown")) }
        try await scene.heal { try way.restore() }
        #expect(scene.fired == ["PostgresPrimaryUnreachable db-a"])
    }

    @Test(arguments: versions)
    func wholeClusterUnreachable(version: Int) async throws {
        let scene = try await FaultScene(version, .init(monitorThroughRelay: true))
        defer { scene.end() }
        let ways = scene.cluster.nodes.compactMap(\.monitorRelay)
        try await scene.fault(
            "no node reachable from here", shows: "ClusterUnreachable", on: nil,
            also: ["PostgresNodeDown db-a", "PostgresNodeDown db-b"]
        ) { for way in ways { way.cut() } }
        try await scene.watch(for: .seconds(2)) { status in
            let loud = status.alerts.filter { $0.state == "firing" && $0.inhibitedBy == nil }
            #expect(loud.map(\.name) == ["ClusterUnreachable"])
        }
        try await scene.heal { for way in ways { try way.restore() } }
    }

    /// Two clusters at once, and nothing else that answers: it is this machine that is alone.
    @Test(arguments: versions)
    func everythingUnreachable(version: Int) async throws {
        let lab = try Lab()
        defer { lab.end() }
        let clusters = try ["db-a", "db-m"].map { name in
            try PostgresCluster(
                in: lab, version: version, nodes: [PostgresNodePlan(name: name)], monitorThroughRelay: true)
        }
        let entries = zip(["orders", "media"], clusters).map { ClusterEntry.postgresql($0, $1.nodes) }
        let daemon = try RunningDaemon(DaemonConfiguration(clusters: entries), in: lab)
        try await daemon.waitUntilHealthy()
        let ways = clusters.flatMap(\.nodes).compactMap(\.monitorRelay)
        let shown = try await daemon.time(until: "isolation", after: { for way in ways { way.cut() } }) { status in
            status.has("MonitorIsolated", in: "firing")
        }
        // The catalogue's `for` of what it mutes are longer than its own.
        try await daemon.watch(for: .seconds(6)) { status in
            let loud = status.alerts.filter { $0.state == "firing" && $0.inhibitedBy == nil }
            #expect(loud.map(\.name) == ["MonitorIsolated"] && status.verdict != "ok")
        }
        let cleared = try await daemon.time(until: "the end", after: { for way in ways { try way.restore() } }) {
            status in
            status.verdict == "ok" && status.alerts.allSatisfy { $0.state == "resolved" }
        }
        print("FAULT \(version) | two clusters unreachable | MonitorIsolated | firing \(shown) | cleared \(cleared)")
    }
}
