import ReplicationLab
import StatusAPI
import Testing

/// What is written, acknowledged, delayed and undone.
extension ServerTests.MongoFaultTests {
    /// The arbiter keeps the primary in office and acknowledges nothing.
    @Test(arguments: versions)
    func majorityWritesWithoutTheSecondary(version: String) async throws {
        let thresholds = ["MongoCommitPointFrozen": "warning: 2s, critical: 1h"]
        let scene = try await FaultScene(version, .init(thresholds: thresholds, load: true))
        defer { scene.end() }
        let (primary, secondary) = (try scene.primary, try scene.secondary)
        let finding = try await scene.fault(
            "PSA without its secondary, w: majority", shows: "MongoMajorityLost", on: nil,
            also: [
                "MongoMemberDown \(secondary.name)", "MongoMajorityAtRisk", "MongoCommitPointFrozen",
                "MongoCommitPointFrozen \(primary.name)",
            ]
        ) { try secondary.kill() }
        print("majority lost: \(finding.text)")
        let write = #"{"insert": "load", "documents": [{}], "writeConcern": {"w": "majority", "wtimeout": 500}}"#
        #expect(try primary.command(write, database: "lab").contains("writeConcernError"))
        let frozen = try await scene.wait("the commit point") { $0.finds("MongoCommitPointFrozen") }
        let text = frozen.clusters.flatMap(\.findings).first { $0.alert == "MongoCommitPointFrozen" }?.text ?? ""
        print("commit point: \(text)")
        let availability = try frozen.replicaSet("media").availability
        #expect(availability.writable == true && availability.majorityWritable == false)
        try await scene.heal { try secondary.start() }
        #expect(try !primary.command(write, database: "lab").contains("writeConcernError"))
    }

    /// Less behind than it is to be from now on: for a while it protects from nothing. A set that is younger than the
    /// delay cannot be that late, and is not blamed for it.
    @Test(arguments: versions)
    func raisedDelay(version: String) async throws {
        let delayed = MongoMemberPlan(name: "m-d", priority: 0, votes: 0, hidden: true, delay: .seconds(1))
        let scene = try await FaultScene(
            version,
            .init(
                members: MongoMemberPlan.primarySecondaryArbiter + [delayed], load: true,
                prepare: { try $0.waitUntilOlder(than: .seconds(55)) }))
        defer { scene.end() }
        let set = scene.cluster
        try await scene.wait("its delay") { status in
            let node = try status.node(scene.address("m-d"))
            return node.delaySeconds == 1 && node.lagSeconds ?? 0 > 0.9
        }
        let finding = try await scene.fault(
            "delay raised to half a minute", shows: "MongoDelayNotHonoured", on: "m-d"
        ) { try set.setDelay(of: "m-d", to: .seconds(30)) }
        print("delay: \(finding.text)")
        try await scene.heal { try set.setDelay(of: "m-d", to: .seconds(1)) }
    }

    /// Away until nobody's oplog reaches back to where it stopped; only an initial sync helps.
    @Test(arguments: versions)
    func oplogOverrun(version: String) async throws {
        let scene = try await FaultScene(
            version, .init(members: MongoMemberPlan.threeWithData, oplogMegabytes: 8))
        defer { scene.end() }
        let (set, secondary) = (scene.cluster, try scene.secondary)
        let names = set.members.map(\.name)
        let finding = try await scene.fault(
            "oplog overrun", shows: "MongoMemberTooStale", on: secondary.name,
            also: [
                "MongoMemberDown \(secondary.name)", "MongoMajorityAtRisk", "MongoMemberState \(secondary.name)",
                "MongoReplicationLag \(secondary.name)", "MongoMemberUnreachable \(secondary.name)",
                "MongoInitialSync \(secondary.name)",
            ] + names.map { "MongoOplogWindow \($0)" },
            within: .seconds(90)
        ) {
            try secondary.kill()
            try set.churnOplog()
            try secondary.start()
        }
        print("too stale: \(finding.text)")
        #expect(try await scene.daemon.status().node(secondary.address).role == "recovering")
        try await scene.heal(partly: true, within: .seconds(60)) { try secondary.startEmpty() }
    }

    /// The state lasted milliseconds; what it was is told for an hour.
    @Test(arguments: versions)
    func rollback(version: String) async throws {
        let scene = try await FaultScene(
            version, .init(members: MongoMemberPlan.threeWithData, network: .pairs))
        defer { scene.end() }
        let (set, primary) = (scene.cluster, try scene.primary.name)
        let names = set.members.map(\.name)
        let finding = try await scene.fault(
            "rollback", shows: "MongoRollback", on: primary,
            also: Self.primaryLost + names.map { "MongoPartition \($0)" } + [
                "MongoStalePrimary \(primary)", "MongoMemberState \(primary)", "MongoReplicationLag \(primary)",
                "MongoConfigurationDrift \(primary)",
            ],
            within: .seconds(60)
        ) { try set.makeRollback() }
        print("rollback: \(finding.text)")
        let rollbacks = try await scene.daemon.status().replicaSet("media").rollbacks
        #expect(rollbacks.map(\.member) == [scene.address(primary)], "\(rollbacks)")
        scene.leave(why: "after an hour")
    }
}
