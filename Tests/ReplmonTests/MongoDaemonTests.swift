import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What the daemon says of a real primary, secondary and arbiter.
    struct MongoDaemonTests {
        @Test(arguments: Lab.mongodbVersions, MongoSecurity.allCases)
        func rolesLagAndAnArbiterThatIsNeverLoggedInTo(version: String, security: MongoSecurity) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let set = try MongoReplicaSet(in: lab, version: version, security: security)
            let load = set.startLoad()
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.media(set, in: lab)]), in: lab)
            try await daemon.waitUntilHealthy()
            let primary = try set.waitForPrimary()
            // A fresh secondary looks for a sync source for some seconds.
            let status = try await daemon.waitForStatus("a secondary that follows") { status in
                status.clusters.flatMap(\.nodes).contains { $0.role == "secondary" && $0.lagSeconds ?? 9 < 0.1 }
            }
            for member in set.members {
                let node = try status.node(member.address)
                #expect(node.reachable)
                #expect(node.role == (member.isArbiter ? "arbiter" : member.name == primary ? "primary" : "secondary"))
                #expect((node.lagSeconds != nil) == (node.role == "secondary") && node.lagBytes == nil)
            }
            // One for hello, one that logs in, one for the awaitable hello; without users the first two are one.
            let wanted = set.members.map { $0.isArbiter || !set.wantsAuthentication ? 2 : 3 }
            try await eventually("all connections") { try set.members.map(Self.connections) == wanted }
            var lags: [Double] = []
            try await daemon.watch(for: .seconds(6)) { status in
                #expect(status.verdict == "ok")
                lags += status.clusters.flatMap(\.nodes).compactMap(\.leastLagSeconds)
            }
            print("lag of a secondary under load: at most \((lags.max() ?? -1) * 1000) ms in \(lags.count) looks")
            #expect(!lags.isEmpty && lags.allSatisfy { $0 < 1 })
            // Each member was polled a dozen times on the connections that were there.
            let after = try set.members.map(Self.connections)
            print("replmon's connections ever made to each member: \(after)")
            #expect(after == wanted)
            try load.stop()
            try Self.checkNothingDenied(to: set)
        }

        /// How many connections replmon has ever made to a member, by its log.
        private static func connections(_ member: MongoMember) throws -> Int {
            let log = try String(contentsOfFile: member.log, encoding: .utf8)
            return log.split(separator: "\n").count { line in
                line.contains("client metadata") && line.contains(#""name":"replmon"#)
            }
        }

        private static func checkNothingDenied(to set: MongoReplicaSet) throws {
            for member in set.members where member.isArbiter {
                let log = try String(contentsOfFile: member.log, encoding: .utf8)
                #expect(log.contains("replmon"))
                for word in [
                    "Unauthorized", "not authorized", "Checking authorization failed", "Authentication failed",
                ] {
                    #expect(!log.contains(word))
                }
            }
        }

        @Test(arguments: Lab.mongodbVersions, [MongoSecurity.keyFile])
        func electionsAndTheLossOfAllDataMembers(version: String, security: MongoSecurity) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let set = try MongoReplicaSet(in: lab, version: version, security: security)
            let configuration = DaemonConfiguration(
                pollInterval: "5s", probeTimeout: "2s", clusters: [try .media(set, in: lab)])
            let daemon = try RunningDaemon(configuration, in: lab)
            try await daemon.waitUntilHealthy()
            let old = try set.member(set.waitForPrimary()).address
            // A member is in state PRIMARY shortly before it takes writes.
            let seen = try await daemon.time(until: "a new primary", after: { try set.stepDown() }) { status in
                try status.node(old).role == "secondary" && !status.finds("MongoNoPrimary")
                    && status.clusters.flatMap(\.nodes).contains { $0.role == "primary" }
            }
            print("stepdown → new writable primary in the status: \(seen) (polls every 5 s)")
            #expect(seen < .seconds(3))
            let alerts = try await daemon.status().alerts
            #expect(alerts.isEmpty, "\(alerts)")

            let data = set.members.filter { !$0.isArbiter }
            for member in data { try member.kill() }
            let lost = try await daemon.waitForStatus("no primary") { status in
                try status.finds("MongoNoPrimary") && data.allSatisfy { try !status.node($0.address).reachable }
            }
            #expect(lost.verdict == "critical")
            try await daemon.waitForStatus("the alert") { $0.has("MongoNoPrimary", in: "firing") }
            for member in data { try member.start() }
            // That there was an election nobody had asked for is told for some minutes, and if the last entries of the
            // former primary had not arrived elsewhere, that they were undone.
            let past = ["MongoElection", "MongoRollback"]
            try await daemon.waitForStatus("everything to be ok but for the past", within: .seconds(30)) { status in
                status.clusters.flatMap(\.findings).allSatisfy { past.contains($0.alert) }
                    && status.clusters.flatMap(\.nodes).allSatisfy(\.reachable)
                    && status.alerts.allSatisfy { $0.state == "resolved" || past.contains($0.name) }
            }
            try Self.checkNothingDenied(to: set)
        }

        @Test func aKilledMemberIsUnreachableAtOnceAndComesBack() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let set = try MongoReplicaSet(in: lab, keyFile: true)
            let configuration = DaemonConfiguration(
                pollInterval: "5s", probeTimeout: "2s", clusters: [try .media(set, in: lab)])
            let daemon = try RunningDaemon(configuration, in: lab)
            try await daemon.waitUntilHealthy()
            let primary = try set.waitForPrimary()
            for member in set.members where member.name != primary {
                let role = member.isArbiter ? "arbiter" : "secondary"
                try await watched(member, by: daemon)
                let seen = try await daemon.time(until: "the \(role) down", after: { try member.kill() }) { status in
                    try !status.node(member.address).reachable
                }
                print("kill -9 of the \(role) → unreachable in the status: \(seen) (polls every 5 s)")
                #expect(seen < .seconds(1))
                let down = try await daemon.waitForStatus("no lag, when the primary has noticed too") { status in
                    try status.node(member.address).lagSeconds == nil
                }
                #expect(try down.node(member.address).failure != nil && down.node(member.address).role == "unknown")
                try member.start()
                let back = try await daemon.waitUntilHealthy()
                #expect(try back.node(member.address).role == role)
            }
        }

        /// Waits until the awaitable `hello` to a member is under way: its connection says who it is.
        private func watched(_ member: MongoMember, by daemon: RunningDaemon) async throws {
            let wanted = member.isArbiter ? 2 : 3
            try await eventually("the watch of \(member.name)") { try Self.connections(member) >= wanted }
        }
    }
}
