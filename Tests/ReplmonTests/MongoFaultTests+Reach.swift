import ReplicationLab
import StatusAPI
import Testing

/// Who reaches whom: the network is cut for real, between pairs of processes.
extension ServerTests.MongoFaultTests {
    /// A set of three with data in which every pair of processes can be cut apart, and its two secondaries.
    private func apart(_ version: String) async throws -> (FaultScene<MongoReplicaSet>, MongoMember, MongoMember) {
        let scene = try await FaultScene(
            version, .init(members: MongoMemberPlan.threeWithData, network: .pairs))
        let primary = try scene.primary.name
        let others = scene.cluster.members.filter { $0.name != primary }
        return (scene, others[0], others[1])
    }

    /// Nobody is down, and the direction is named.
    @Test(arguments: versions)
    func cutFromOneOtherOneWay(version: String) async throws {
        let (scene, cut, other) = try await apart(version)
        defer { scene.end() }
        let way = try scene.cluster.path(from: cut.name, to: other.name)
        let finding = try await scene.fault(
            "member cut from one other, one way", shows: "MongoPartition", on: cut.name
        ) { way.cut() }
        #expect(finding.text.contains(other.address), "\(finding.text)")
        print("partition: \(finding.text)")
        try await scene.watch(for: .seconds(2)) { status in
            let silent = status.clusters.flatMap(\.nodes).filter { !$0.reachable }
            #expect(silent.isEmpty)
            #expect(!status.finds("MongoMemberDown") && !status.finds("MongoMemberUnreachable"))
        }
        let sightings = try await scene.daemon.status().replicaSet("media").sightings
        func reach(_ witness: MongoMember, _ subject: MongoMember) -> Bool? {
            sightings.first { $0.witness == witness.address && $0.subject == subject.address }?.reaches
        }
        #expect(reach(cut, other) == false && reach(other, cut) == true)
        try await scene.heal { try way.restore() }
    }

    @Test(arguments: versions)
    func cutFromOneOtherBothWays(version: String) async throws {
        let (scene, cut, other) = try await apart(version)
        defer { scene.end() }
        let set = scene.cluster
        let finding = try await scene.fault(
            "member cut from one other, both ways", shows: "MongoPartition", on: cut.name,
            also: ["MongoPartition \(other.name)"]
        ) { try set.cut([cut.name], from: [other.name]) }
        print("partition: \(finding.text)")
        try await scene.watch(for: .seconds(2)) { #expect(!$0.finds("MongoMemberDown")) }
        try await scene.heal { try set.heal() }
    }

    /// It answers us, and counts for nothing: what it is behind grows, or is not known.
    @Test(arguments: versions)
    func cutFromAllOthers(version: String) async throws {
        let (scene, cut, _) = try await apart(version)
        defer { scene.end() }
        let set = scene.cluster
        let others = set.members.map(\.name).filter { $0 != cut.name }
        let finding = try await scene.fault(
            "member cut from all others", shows: "MongoPartition", on: cut.name,
            also: others.map { "MongoPartition \($0)" } + [
                "MongoMajorityAtRisk", "MongoReplicationLag \(cut.name)", "MongoConfigurationDrift \(cut.name)",
            ]
        ) { try set.isolate(cut.name) }
        print("isolated: \(finding.text)")
        try await scene.watch(for: .seconds(2)) { status in
            let node = try status.node(cut.address)
            #expect(node.reachable)
            #expect(!status.finds("MongoMemberDown") && !status.finds("MongoNoPrimary"))
        }
        #expect(try await scene.daemon.status().replicaSet("media").availability.failuresToleratedForWrites == 0)
        try await scene.heal(partly: true) { try set.heal() }
    }

    /// A primary that is cut off goes on for a moment, steps down, and is replaced.
    @Test(arguments: versions)
    func primaryCutFromAllOthers(version: String) async throws {
        let (scene, _, _) = try await apart(version)
        defer { scene.end() }
        let (set, cut) = (scene.cluster, try scene.primary.name)
        let others = set.members.map(\.name).filter { $0 != cut }
        try await scene.fault(
            "primary cut from all others", shows: "MongoPartition", on: cut,
            also: others.map { "MongoPartition \($0)" } + Self.primaryLost + [
                "MongoReplicationLag \(cut)", "MongoConfigurationDrift \(cut)", "MongoStalePrimary \(cut)",
            ]
        ) { try set.isolate(cut) }
        try await scene.wait("another primary") { $0.finds("MongoElection") && !$0.finds("MongoNoPrimary") }
        try await scene.heal(partly: true) { try set.heal() }
    }

    /// The others' testimony: nobody is down.
    @Test(arguments: versions)
    func unreachableFromHere(version: String) async throws {
        let (scene, cut, other) = try await apart(version)
        defer { scene.end() }
        let way = try scene.cluster.path(fromMonitorTo: cut.name)
        let finding = try await scene.fault(
            "member unreachable from here only", shows: "MongoMemberUnreachable", on: cut.name
        ) { way.cut() }
        let peers = [other.address, try scene.primary.address]
        #expect(peers.contains { finding.text.contains($0) }, "\(finding.text)")
        try await scene.watch(for: .seconds(2)) { #expect(!$0.finds("MongoMemberDown")) }
        let availability = try await scene.daemon.status().replicaSet("media").availability
        #expect(availability.majorityWritable == true && availability.failuresToleratedForWrites == 1)
        try await scene.heal { try way.restore() }
        #expect(scene.fired == ["MongoMemberUnreachable \(cut.name)"])
    }

    /// The same of the primary: it is known who it is.
    @Test(arguments: versions)
    func primaryUnreachableFromHere(version: String) async throws {
        let (scene, _, _) = try await apart(version)
        defer { scene.end() }
        let primary = try scene.primary
        let way = try scene.cluster.path(fromMonitorTo: primary.name)
        try await scene.fault(
            "primary unreachable from here only", shows: "MongoMemberUnreachable", on: primary.name
        ) { try way.blackhole() }
        try await scene.watch(for: .seconds(2)) { status in
            #expect(!status.finds("MongoMemberDown") && !status.finds("MongoNoPrimary"))
        }
        try await scene.heal { try way.restore() }
    }

    @Test(arguments: versions)
    func wholeSetUnreachable(version: String) async throws {
        let (scene, _, _) = try await apart(version)
        defer { scene.end() }
        let ways = try scene.cluster.members.map { try scene.cluster.path(fromMonitorTo: $0.name) }
        try await scene.fault(
            "no member reachable from here", shows: "ClusterUnreachable", on: nil,
            also: scene.cluster.members.map { "MongoMemberDown \($0.name)" }
        ) { for way in ways { way.cut() } }
        try await scene.watch(for: .seconds(2)) { status in
            let loud = status.alerts.filter { $0.state == "firing" && $0.inhibitedBy == nil }
            #expect(loud.map(\.name) == ["ClusterUnreachable"])
        }
        try await scene.heal { for way in ways { try way.restore() } }
    }
}
