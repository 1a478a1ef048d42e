import FoundationEssentials
import Glibc
import ReplicationLab
import StatusAPI
import Testing

/// Members that do not let replmon in.
extension ServerTests.MongoFaultTests {
    /// Members' states are still seen; nothing more is asked, and not again and again.
    @Test(arguments: versions)
    func wrongPassword(version: String) async throws {
        let scene = try await FaultScene(version, .init(security: .keyFile))
        defer { scene.end() }
        let file = ClusterEntry.passwordFile(of: "media", in: scene.lab)
        let data = scene.cluster.members.filter { !$0.isArbiter }
        let daemon = scene.daemon
        let set = { @Sendable (password: String) in
            try Data(password.utf8).write(to: URL(filePath: file))
            guard try daemon.ctl("reload").status == 0 else { throw Unmet("not reloaded") }
        }
        let finding = try await scene.fault(
            "wrong password", shows: "MongoAuthenticationFailed", on: data[0].name,
            also: ["MongoAuthenticationFailed \(data[1].name)"]
        ) { try set("wrong") }
        #expect(finding.text.contains("Authentication failed"), "\(finding.text)")
        let before = try data.map(Self.refusals)
        try await scene.watch(for: .seconds(5)) { status in
            for member in scene.cluster.members {
                let node = try status.node(member.address)
                #expect(node.reachable && ["primary", "secondary", "arbiter"].contains(node.role))
            }
        }
        // Ten polls later it has tried once more; from then on it does so twice a minute.
        let after = try data.map(Self.refusals)
        #expect(zip(before, after).allSatisfy { $1 <= 2 * $0 } && before.allSatisfy { $0 <= 2 }, "\(before) \(after)")
        try await scene.heal { try set(MongoReplicaSet.monitorPassword) }
    }

    /// How often a member has refused a login, by its log.
    private static func refusals(_ member: MongoMember) throws -> Int {
        let log = try String(contentsOfFile: member.log, encoding: .utf8)
        return log.split(separator: "\n").count { $0.contains("Authentication failed") }
    }

    /// It is told before; once it has happened, nobody connects any more, the members to each other included.
    @Test(arguments: versions)
    func expiredCertificate(version: String) async throws {
        let thresholds = ["MongoCertificateExpiry": "warning: 25s, critical: 1s"]
        let scene = try await FaultScene(
            version, .init(members: MongoMemberPlan.threeWithData, security: .tls, thresholds: thresholds))
        defer { scene.end() }
        let (set, secondary) = (scene.cluster, try scene.secondary)
        let finding = try await scene.fault(
            "certificate about to expire", shows: "MongoCertificateExpiry", on: secondary.name, severity: "warning",
            also: ["MongoMemberDown \(secondary.name)", "MongoMajorityAtRisk"], within: .seconds(40)
        ) {
            try secondary.kill()
            try set.certificates?.issue(member: secondary.name, expiresIn: .seconds(20))
            try secondary.start()
        }
        print("certificate: \(finding.text)")
        #expect(try await scene.daemon.status().node(secondary.address).certificateExpiresAt != nil)
        scene.leave(why: "when it has expired")
        try await scene.wait("its last second", within: .seconds(40)) { status in
            status.finding("MongoCertificateExpiry", node: secondary.address)?.severity == "critical"
        }
        // Connections that are open stay; a member that did not answer for a while has to be connected to anew. Its own
        // connections to the others go on, so that it is known to live.
        let names = set.members.map(\.name)
        let expired = try await scene.fault(
            "certificate expired", shows: "MongoMemberUnreachable", on: secondary.name,
            also: names.map { "MongoPartition \($0)" }
                + [
                    "MongoMemberDown", "MongoCertificateExpiry", "MongoReplicationLag",
                ].map { "\($0) \(secondary.name)" } + ["MongoMajorityAtRisk", "MongoNoPrimary"]
        ) {
            secondary.freeze()
            sleep(4)
            secondary.thaw()
        }
        #expect(expired.text.contains("expired"), "\(expired.text)")
        try await scene.heal(within: .seconds(40)) {
            try secondary.kill()
            try set.certificates?.issue(member: secondary.name)
            try secondary.start()
        }
    }
}
