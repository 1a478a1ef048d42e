import HTTP
import ReplicationLab
import StatusAPI
import Testing

/// A member whose state says little of what it can do.
extension ServerTests.MongoFaultTests {
    /// Writes that a majority has, one after the other.
    private static func majorityWrites(to set: MongoReplicaSet) -> MongoWriteLog {
        set.startWriteLog(every: .milliseconds(100), writeConcern: #"{"w": "majority", "wtimeout": 1500}"#)
    }

    enum Shape: String, CaseIterable {
        case primarySecondaryArbiter = "P S A"
        case threeWithData = "P S S"

        var members: [MongoMemberPlan] {
            switch self {
            case .primarySecondaryArbiter: MongoMemberPlan.primarySecondaryArbiter
            case .threeWithData: MongoMemberPlan.threeWithData
            }
        }

        /// The alerts that are right as long as one secondary of the set cannot be elected.
        var atRisk: [String] { self == .primarySecondaryArbiter ? ["MongoMajorityAtRisk"] : [] }
    }

    @Test(
        "a secondary in maintenance mode acknowledges majority writes, and replmon says so",
        arguments: versions, Shape.allCases)
    func maintenanceMode(version: String, shape: Shape) async throws {
        let scene = try await FaultScene(version, .init(members: shape.members))
        defer { scene.end() }
        let (writes, secondary) = (Self.majorityWrites(to: scene.cluster), try scene.secondary)
        let finding = try await scene.fault(
            "\(shape.rawValue), maintenance mode", shows: "MongoMemberState", on: secondary.name, severity: "warning",
            also: shape.atRisk
        ) { try secondary.setMaintenance(true) }
        print("maintenance: \(finding.text)")
        #expect(finding.text.contains("maintenance mode"))
        let before = writes.writes.count
        try await scene.watch(for: .seconds(15)) { status in
            let isAcknowledged = try status.replicaSet("media").availability.majorityWritable
            #expect(isAcknowledged == true)
            let role = try status.node(secondary.address).role
            #expect(role == "recovering")
            #expect(!status.finds("MongoMajorityLost") && !status.finds("MongoCommitPointFrozen"))
        }
        try await scene.wait("a link that streams") { try $0.link(to: secondary.address).state == "streaming" }
        let page = try await scene.daemon.get("/metrics")
        #expect(
            String(decoding: page.body, as: UTF8.self)
                .contains(#"replmon_replica_set_majority_writable{cluster="media"} 1"#))
        let acknowledged = writes.writes.dropFirst(before).map { Double($0.end - $0.start) / 1e9 }
        print("maintenance: \(acknowledged.count) majority writes in 15 s, the slowest \(acknowledged.max() ?? 0) s")
        #expect(acknowledged.count > 50)
        try await scene.heal { try secondary.setMaintenance(false) }
    }

    @Test("one that hangs in maintenance mode acknowledges nothing", arguments: versions)
    func frozenInMaintenanceMode(version: String) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let (writes, secondary) = (Self.majorityWrites(to: scene.cluster), try scene.secondary)
        try await scene.fault(
            "P S A, maintenance mode", shows: "MongoMemberState", on: secondary.name, also: ["MongoMajorityAtRisk"]
        ) { try secondary.setMaintenance(true) }
        try await scene.fault(
            "P S A, SIGSTOP of the secondary in maintenance mode", shows: "MongoMajorityLost", on: nil,
            also: [
                "MongoMemberDown \(secondary.name)", "MongoMemberState \(secondary.name)", "MongoMajorityAtRisk",
                "MongoElection", "MongoNoPrimary",
            ]
        ) { secondary.freeze() }
        let count = writes.writes.count
        try await scene.watch(for: .seconds(3)) { status in
            let isAcknowledged = try status.replicaSet("media").availability.majorityWritable
            #expect(isAcknowledged == false)
        }
        #expect(writes.writes.count <= count + 1)
        try await scene.heal(partly: true) { secondary.thaw() }
    }

    /// It answers, and is in the same state as one that applies everything.
    @Test(
        "one that applies nothing in maintenance mode acknowledges nothing, and its position shows it",
        arguments: versions)
    func standstillInMaintenanceMode(version: String) async throws {
        let scene = try await FaultScene(version, .init(parameters: ["enableTestCommands": "1"]))
        defer { scene.end() }
        let (set, primary, secondary) = (scene.cluster, try scene.primary, try scene.secondary)
        let load = set.startLoad()
        try await scene.fault(
            "P S A, maintenance mode", shows: "MongoMemberState", on: secondary.name, also: ["MongoMajorityAtRisk"]
        ) { try secondary.setMaintenance(true) }
        let finding = try await scene.fault(
            "P S A, standstill in maintenance mode", shows: "MongoMajorityLost", on: nil,
            also: [
                "MongoMemberState \(secondary.name)", "MongoMajorityAtRisk", "MongoCommitPointFrozen",
                "MongoReplicationLag \(secondary.name)",
            ], within: .seconds(40)
        ) { try secondary.failPoint("rsSyncApplyStop") }
        print("standstill: \(finding.text)")
        #expect(finding.text.contains("has applied nothing for"))
        let write = #"{"insert": "load", "documents": [{}], "writeConcern": {"w": "majority", "wtimeout": 500}}"#
        #expect(try primary.command(write, database: "lab").contains("writeConcernError"))
        try await scene.heal(partly: true) { try secondary.failPoint("rsSyncApplyStop", mode: #""off""#) }
        #expect(try !primary.command(write, database: "lab").contains("writeConcernError"))
        try load.stop()
    }

    @Test(
        "the alert of a member that was killed ends within two polls of its removal from the set",
        arguments: versions, Shape.allCases)
    func removedAfterItsDeath(version: String, shape: Shape) async throws {
        let scene = try await FaultScene(version, .init(members: shape.members))
        defer { scene.end() }
        let (set, secondary) = (scene.cluster, try scene.secondary)
        let risks = ["MongoMajorityAtRisk", "MongoMajorityLost", "MongoCommitPointFrozen", "MongoConfigurationLint"]
        // With an arbiter majority writes end: that alert mutes this one.
        let isMuted = shape == .primarySecondaryArbiter
        try await scene.fault(
            "\(shape.rawValue), kill -9 and rs.remove()", shows: "MongoMemberDown", on: secondary.name, muted: isMuted,
            also: risks
        ) { try secondary.kill() }
        try await scene.wait("the alert to have fired, muted or not") { status in
            status.alerts.contains {
                $0.name == "MongoMemberDown" && $0.node == secondary.address && $0.firedAt != nil
            }
        }
        let byForce = isMuted && !version.hasPrefix("6.")
        try await InBackground.run { _ = try set.remove(secondary.name, force: byForce) }
        let removed = ContinuousClock.now
        let status = try await scene.wait("the end of its alerts") { status in
            status.alerts.allSatisfy { $0.node != secondary.address || $0.state == "resolved" }
        }
        let took = ContinuousClock.now - removed
        print("removed: its alerts ended \(took.rounded) s after rs.remove(), polls every 0.5 s")
        #expect(took < .seconds(1))
        #expect(try status.node(secondary.address).role == "removed")
        #expect(status.has("MongoMemberDown", node: secondary.address, in: "resolved"))
        try await scene.heal(partly: true) {}
        try await scene.watch(for: .seconds(4)) { status in
            #expect(!status.alerts.contains { $0.node == secondary.address && $0.state != "resolved" })
        }
    }
}
