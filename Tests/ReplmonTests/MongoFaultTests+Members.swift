import ReplicationLab
import StatusAPI
import Testing

/// Members that die or hang.
extension ServerTests.MongoFaultTests {
    @Test(arguments: versions)
    func killedPrimary(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let primary = try scene.primary
        try await scene.fault(
            "primary killed", shows: "MongoMemberDown", on: primary.name, muted: true, also: Self.primaryLost
        ) { try primary.kill() }
        try await scene.wait("another primary") { status in
            try status.replicaSet("media").availability.writable == true && status.finds("MongoElection")
        }
        try await scene.heal(partly: true) { try primary.start() }
    }

    /// Between its waking and its stepping down there may be two that call themselves primary.
    @Test(arguments: versions)
    func frozenPrimary(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let primary = try scene.primary
        try await scene.fault(
            "SIGSTOP of the primary", shows: "MongoMemberDown", on: primary.name, muted: true, also: Self.primaryLost
        ) { primary.freeze() }
        try await scene.wait("another primary") { $0.finds("MongoElection") && !$0.finds("MongoNoPrimary") }
        try await scene.heal(partly: true) { primary.thaw() }
        #expect(!scene.fired.contains("MongoStalePrimary \(primary.name)"))
    }

    @Test(arguments: versions)
    func killedSecondary(version: String) async throws {
        let scene = try await FaultScene(version, .init(members: MongoMemberPlan.threeWithData))
        defer { scene.end() }
        let secondary = try scene.secondary
        try await scene.fault(
            "secondary killed", shows: "MongoMemberDown", on: secondary.name, also: ["MongoMajorityAtRisk"]
        ) { try secondary.kill() }
        try await expectAtRisk(scene)
        try await scene.heal { try secondary.start() }
    }

    /// One that wakes after a longer sleep than the election timeout may ask for votes before it hears the primary.
    @Test(arguments: versions)
    func frozenSecondary(version: String) async throws {
        let scene = try await FaultScene(version, .init(members: MongoMemberPlan.threeWithData))
        defer { scene.end() }
        let secondary = try scene.secondary
        try await scene.fault(
            "SIGSTOP of a secondary", shows: "MongoMemberDown", on: secondary.name,
            also: ["MongoMajorityAtRisk", "MongoElection", "MongoNoPrimary"]
        ) { secondary.freeze() }
        #expect(try await scene.node(secondary.name, in: scene.daemon.status()).failure == "timeout")
        try await expectAtRisk(scene)
        try await scene.heal(partly: true) { secondary.thaw() }
        try await scene.wait("all to be well but for an election") { status in
            status.clusters.flatMap(\.findings).allSatisfy { $0.alert == "MongoElection" }
        }
    }

    /// One more failure of either of the others would end writes, and both are named.
    private func expectAtRisk(_ scene: FaultScene<MongoReplicaSet>) async throws {
        let status = try await scene.wait("the risk") { $0.finds("MongoMajorityAtRisk") }
        let text = status.finding("MongoMajorityAtRisk", node: nil)?.text ?? ""
        let down = status.clusters.flatMap(\.nodes).filter { !$0.reachable }.map(\.name)
        #expect(scene.addresses.values.allSatisfy { down.contains($0) || text.contains($0) }, "\(text)")
        let availability = try status.replicaSet("media").availability
        #expect(availability.writable == true && availability.majorityWritable == true)
        #expect(availability.failuresToleratedForWrites == 0)
    }

    @Test(arguments: versions)
    func killedHiddenMember(version: String) async throws {
        let members =
            MongoMemberPlan.primarySecondaryArbiter + [
                MongoMemberPlan(name: "m-h", priority: 0, votes: 0, hidden: true)
            ]
        let scene = try await FaultScene(version, .init(members: members))
        defer { scene.end() }
        let hidden = try scene.cluster.member("m-h")
        try await scene.fault("hidden member killed", shows: "MongoMemberDown", on: "m-h") { try hidden.kill() }
        #expect(try await scene.daemon.status().replicaSet("media").availability.majorityWritable == true)
        try await scene.heal { try hidden.start() }
    }

    @Test(arguments: versions)
    func killedArbiter(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let arbiter = try scene.cluster.member("m-c")
        try await scene.fault(
            "arbiter killed", shows: "MongoMemberDown", on: "m-c", also: ["MongoMajorityAtRisk"]
        ) { try arbiter.kill() }
        try await expectAtRisk(scene)
        try await scene.heal { try arbiter.start() }
    }

    @Test(arguments: versions)
    func twoOfThreeKilled(version: String) async throws {
        let scene = try await FaultScene(version, .init(members: MongoMemberPlan.threeWithData))
        defer { scene.end() }
        let primary = try scene.primary.name
        let others = scene.cluster.members.filter { $0.name != primary }
        let finding = try await scene.fault(
            "two of three killed", shows: "MongoNoPrimary", on: nil,
            also: others.map { "MongoMemberDown \($0.name)" } + Self.primaryLost
        ) { for member in others { try member.kill() } }
        #expect(others.allSatisfy { finding.text.contains($0.address) }, "\(finding.text)")
        let availability = try await scene.daemon.status().replicaSet("media").availability
        #expect(availability.writable == false && availability.readable == true)
        try await scene.heal(partly: true) { for member in others { try member.start() } }
    }

    /// Restarted from an empty folder it copies everything anew, which is a warning as long as it goes well.
    @Test(arguments: versions)
    func emptiedSecondary(version: String) async throws {
        let scene = try await FaultScene(
            version, .init(members: MongoMemberPlan.threeWithData, parameters: ["enableTestCommands": "1"]))
        defer { scene.end() }
        let secondary = try scene.secondary
        let point = "initialSyncHangBeforeCopyingDatabases"
        let finding = try await scene.fault(
            "secondary restarted from an empty folder", shows: "MongoInitialSync", on: secondary.name,
            severity: "warning",
            also: ["MongoMemberDown", "MongoMemberState"].map { "\($0) \(secondary.name)" } + ["MongoMajorityAtRisk"]
        ) { try secondary.startEmpty(parameters: ["failpoint.\(point)": #"{"mode": "alwaysOn"}"#]) }
        print("initial sync: \(finding.text)")
        try await scene.watch(for: .seconds(2)) { status in
            let node = try status.node(secondary.address)
            #expect(node.reachable && node.role == "startup2" && node.lagSeconds == nil)
        }
        try await scene.heal { try secondary.failPoint(point, mode: #""off""#) }
        #expect(scene.fired.allSatisfy { !$0.hasPrefix("MongoRollback") })
    }
}
