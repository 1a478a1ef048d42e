import ReplicationLab
import StatusAPI
import Testing

/// Who is primary, and who is a member.
extension ServerTests.MongoFaultTests {
    /// A handover that was asked for is no fault.
    @Test(arguments: versions)
    func stepDown(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let (set, old) = (scene.cluster, try scene.primary)
        try await scene.harmless("stepdown", shown: "the new primary") {
            try set.stepDown()
        } until: { status in
            try status.node(old.address).role == "secondary"
                && status.clusters.flatMap(\.nodes).contains { $0.role == "primary" } && status.verdict == "ok"
        }
        let elections = try await scene.daemon.status().replicaSet("media").elections
        #expect(elections.first?.priorPrimary == old.address, "\(elections)")
    }

    /// The two commands of a replacement: the new one is added and copies everything, then the old one is removed, and
    /// shut down at last.
    @Test(arguments: versions)
    func replacedMember(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let (set, old) = (scene.cluster, try scene.secondary)
        // Before 5.0 a new voter counts from its first moment on: majority writes do wait for it.
        let waits = version.hasPrefix("4.") ? ["MongoMajorityLost"] : []
        let joining = ["MongoMemberState m-d", "MongoInitialSync m-d", "MongoConfigurationLint"]
        try await scene.harmless(
            "member replaced: the new one added", shown: "it to follow",
            also: joining + waits, within: .seconds(40)
        ) {
            try set.add(MongoMemberPlan(name: "m-d"))
        } until: { status in
            guard let new = try? set.member("m-d") else { return false }
            scene.addresses["m-d"] = new.address
            return try status.node(new.address).role == "secondary" && status.verdict != "unknown"
        }
        try await scene.harmless(
            "member replaced: the old one removed", shown: "that it is removed", also: ["MongoConfigurationLint"]
        ) {
            try set.remove(old.name)
        } until: { status in
            try status.node(old.address).role == "removed"
        }
        try await scene.harmless("member replaced: the old one shut down", shown: "that it is silent") {
            try old.stop()
        } until: { status in
            status.verdict == "ok"
                && status.clusters.flatMap(\.nodes).allSatisfy { $0.reachable || $0.name == old.address }
        }
    }

    /// Forced on the others while a member is cut off: that one works with the old configuration.
    @Test(arguments: versions)
    func forcedReconfiguration(version: String) async throws {
        let scene = try await FaultScene(version, .init(members: MongoMemberPlan.threeWithData, network: .pairs))
        defer { scene.end() }
        let (set, cut) = (scene.cluster, try scene.secondary.name)
        let others = set.members.map(\.name).filter { $0 != cut }
        let finding = try await scene.fault(
            "reconfig by force, one member cut off", shows: "MongoConfigurationDrift", on: cut, muted: true,
            also: set.members.map { "MongoPartition \($0.name)" } + [
                "MongoMajorityAtRisk", "MongoReplicationLag \(cut)",
            ]
        ) {
            try set.isolate(cut)
            try set.forceReconfiguration(on: others[0]) { $0["settings"]?["chainingAllowed"] = false }
        }
        print("drift: \(finding.text)")
        #expect(others.allSatisfy { !scene.fired.contains("MongoConfigurationDrift \($0)") })
        try await scene.heal(partly: true) { try set.heal() }
    }

    @Test(arguments: versions)
    func forcedReconfigurationOfAHealthySet(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let (set, before) = (scene.cluster, try await scene.daemon.status().replicaSet("media").configVersion)
        try await scene.harmless("reconfig by force of a healthy set", shown: "the new version") {
            try set.forceReconfiguration(on: set.waitForPrimary()) { $0["settings"]?["chainingAllowed"] = false }
        } until: { status in
            try status.replicaSet("media").configVersion ?? 0 > (before ?? 0) + 1000 && status.verdict == "ok"
        }
    }
}
