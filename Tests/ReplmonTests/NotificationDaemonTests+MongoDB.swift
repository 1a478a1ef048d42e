import ReplicationLab
import StatusAPI
import Testing

extension NotificationDaemonTests {
    /// Nobody but the members' `rbid` knows of it afterwards, and that only compared with what it was.
    @Test func aRollbackWhileReplmonWasDown() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, members: MongoMemberPlan.threeWithData, network: .pairs)
        let pager = try await Pager(in: lab)
        let entry = try ClusterEntry.mongodb("media", set, in: lab, alerts: ClusterEntry.impatient(.mongodb))
        let configuration = DaemonConfiguration(clusters: [entry], alertmanagers: [pager.alertmanager.url])
        let daemon = try RunningDaemon(configuration, in: lab, environs: set.monitorCommand)
        try await daemon.waitForStatus("every rbid", within: .seconds(40)) { status in
            status.verdict == "ok" && status.clusters.flatMap(\.nodes).allSatisfy { $0.rollbackId != nil }
        }
        try await daemon.mark(pager, restoring: configuration)
        pager.begin()
        try await daemon.kill()
        let member = try await InBackground.run { try set.member(try set.makeRollback()).address }
        pager.expect([], in: "MongoDB rollback while replmon is down", should: "nothing yet")
        pager.begin()
        try daemon.start()
        try await pager.wait("firing MongoRollback \(member)", within: .seconds(40))
        try await daemon.mark(pager, restoring: configuration)
        pager.expect(
            ["firing MongoRollback \(member)"], in: "MongoDB rollback while replmon was down, replmon restarted",
            should: "one firing that names the member")
        let events = try daemon.ctl("events")
        #expect(events.status == 0 && events.output.contains("rollback") && events.output.contains(member))
    }
}
