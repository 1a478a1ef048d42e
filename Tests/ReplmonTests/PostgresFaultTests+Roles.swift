import ReplicationLab
import StatusAPI
import Testing

/// Who is primary, and who follows whom.
extension ServerTests.PostgresFaultTests {
    /// A monitor that may replicate proves where the histories part. The former primary then comes back as a standby
    /// of the new one, without `pg_rewind`, and at last as a copy of it.
    @Test(arguments: versions)
    func promotionBesideTheOldPrimary(version: Int) async throws {
        let scene = try await FaultScene(
            version, .init(nodes: PostgresNodePlan.group(standbys: 2), user: "user=replmon_replication"))
        defer { scene.end() }
        let cluster = scene.cluster
        let (old, new) = (try cluster.primary, try cluster.node("db-b"))
        let parted = [
            "PostgresRoleChanged db-b", "PostgresTopologyDrift db-b", "PostgresTimelineDiverged db-a",
            "PostgresTimelineDiverged db-c", "PostgresStandbyDisconnected db-c", "PostgresTopologyDrift db-c",
        ]
        try await scene.fault(
            "standby promoted, old primary not stopped", shows: "PostgresSplitBrain", on: nil, also: parted
        ) {
            try new.promote()
        }
        let split = try await scene.wait("the proof, and the new role") { status in
            status.finding("PostgresSplitBrain", node: nil)?.text.contains("past the switch") == true
                && status.has("PostgresRoleChanged", node: "db-b", in: "firing")
        }
        print("proof: \(split.finding("PostgresSplitBrain", node: nil)?.text ?? "")")
        #expect(split.verdict == "critical" && !split.finds("PostgresNodeDown"))
        scene.leave(why: "when the old primary is back as a standby")
        try old.stop()
        try await scene.wait("nothing of the old primary") { status in
            try !status.node("db-a").reachable && !status.finds("PostgresTimelineDiverged", node: "db-a")
        }

        let gone =
            parted + [
                "PostgresSplitBrain", "PostgresNodeDown db-a", "PostgresRoleChanged db-a", "PostgresTopologyDrift db-a",
            ]
        let diverged = try await scene.fault(
            "old primary back on a diverged timeline", shows: "PostgresTimelineDiverged", on: "db-a",
            also: gone + ["PostgresStandbyDisconnected db-a"], within: .seconds(45)
        ) { try cluster.rejoinAsStandby("db-a", of: "db-b") }
        #expect(diverged.text.contains("timeline"), "\(diverged.text)")
        try await scene.wait("the end of the split") { $0.has("PostgresSplitBrain", in: "resolved") }
        try await scene.heal(partly: true) {
            try old.stop()
            try cluster.rebuild("db-a", from: "db-b")
        }
    }

    @Test(arguments: versions)
    func repointedCascade(version: Int) async throws {
        let scene = try await FaultScene(
            version, .init(nodes: PostgresNodePlan.group(standbys: 2, cascading: true), load: false))
        defer { scene.end() }
        let cluster = scene.cluster
        let finding = try await scene.fault(
            "cascade re-pointed", shows: "PostgresTopologyDrift", on: "db-c", also: ["PostgresStandbyDisconnected db-c"]
        ) { try cluster.follow("db-c", upstream: "db-a") }
        #expect(finding.text.contains("db-a") && finding.text.contains("db-b"), "\(finding.text)")
        let moved = try await scene.wait("the link") { try $0.link(to: "db-c").state == "streaming" }
        #expect(try moved.link(to: "db-c").upstream == "db-a" && moved.node("db-c").upstream == "db-a")
        try await scene.heal { try cluster.follow("db-c", upstream: "db-b") }
    }
}
