import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What is reported of a secondary's lag, held against writes at noted instants.
    struct MongoLagTruthTests {
        /// Ways to hold a secondary back.
        enum Hold: String, CaseIterable {
            case fsyncLock = "fsyncLock"
            case applyStop = "rsSyncApplyStop"
            case sigstop = "SIGSTOP"

            func begin(on member: MongoMember) throws {
                switch self {
                case .fsyncLock: try member.fsyncLock()
                case .applyStop: try member.failPoint(rawValue)
                case .sigstop: member.freeze()
                }
            }

            func end(on member: MongoMember) throws {
                switch self {
                case .fsyncLock: try member.fsyncUnlock()
                case .applyStop: try member.failPoint(rawValue, mode: #""off""#)
                case .sigstop: member.thaw()
                }
            }
        }

        private static let held = Duration.seconds(5)

        /// Three with data: without one of its secondaries the primary stays in office.
        private static func start(
            in lab: Lab, _ version: String, _ members: [MongoMemberPlan]
        ) async throws -> (MongoReplicaSet, RunningDaemon) {
            let set = try MongoReplicaSet(
                in: lab, version: version, members: members, parameters: ["enableTestCommands": "1"])
            let daemon = try RunningDaemon(DaemonConfiguration(clusters: [.media(set, in: lab)]), in: lab)
            try await daemon.waitForStatus("known lags") { status in
                status.clusters.flatMap(\.nodes).count { $0.lagSeconds != nil } == 2
            }
            return (set, daemon)
        }

        @Test(arguments: Lab.mongodbVersions, Hold.allCases)
        func reportedLagIsTrue(version: String, hold: Hold) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let (set, daemon) = try await Self.start(in: lab, version, MongoMemberPlan.threeWithData)
            let log = set.startWriteLog(every: .milliseconds(20))
            let primary = try set.waitForPrimary()
            let secondary = try #require(set.members.first { $0.name != primary })
            try await eventually("writes") { log.writes.count > 50 }
            // A secondary of a set that was just initiated takes a moment to find its source.
            try await daemon.waitForStatus("the secondary to follow") { status in
                try status.node(secondary.address).leastLagSeconds.map { $0 < 0.2 } == true
            }
            var truth = MongoLagTruth(node: secondary.address, log: log)
            try await daemon.watch(for: .seconds(2)) { try truth.compare($0) }
            #expect(truth.looks > 0 && truth.largestLeastLag < 1, "\(truth)")

            let start = WriteLog.now()
            try await InBackground.run { try hold.begin(on: secondary) }
            truth.held = start...WriteLog.now()
            try await daemon.watch(for: Self.held) { try truth.compare($0) }
            print("LAG \(version) | held by \(hold.rawValue) | \(truth)")
            switch hold {
            case .fsyncLock, .applyStop: #expect(truth.largestLag > 3 && truth.unknown == 0, "\(truth)")
            // Nobody can say how far a member is that answers nobody.
            case .sigstop: #expect(truth.unknown > 0, "\(truth)")
            }
            try await InBackground.run { try hold.end(on: secondary) }
            try await daemon.waitForStatus("no lag", within: .seconds(40)) { status in
                try status.node(secondary.address).lagSeconds ?? 9 < 0.2
            }
        }

        /// The freshest member stands in for a primary, and that is said; alone it has nothing to be compared with.
        @Test(arguments: Lab.mongodbVersions)
        func lagWithoutAPrimary(version: String) async throws {
            let lab = try Lab()
            defer { lab.end() }
            // Nobody can take over.
            let plans = ["m-a": 1.0, "m-b": 0, "m-c": 0].map { MongoMemberPlan(name: $0.key, priority: $0.value) }
            let (set, daemon) = try await Self.start(in: lab, version, plans)
            let primary = try set.member("m-a")
            var (fresh, late) = (try set.member("m-b"), try set.member("m-c"))
            // Who is held back must not be whom the other pulls from.
            let source = try fresh.reply(to: #"{"replSetGetStatus": 1}"#)["syncSourceHost"]?.string
            if source == late.address { (fresh, late) = (late, fresh) }
            try late.fsyncLock()
            for _ in 0..<30 {
                try set.insert(1)
                try await Task.sleep(for: .milliseconds(100))
            }
            let mark = try set.insert(1, writeConcern: #"{"w": 2, "wtimeout": 10000}"#)
            try primary.kill()
            let status = try await daemon.waitForStatus("a lag behind the freshest member", within: .seconds(30)) {
                status in
                try status.finds("MongoNoPrimary") && status.node(late.address).lagSeconds ?? 0 > 2
            }
            print("LAG \(version) | no primary, after \(mark) | \(try status.node(late.address).lagSeconds ?? -1) s")
            #expect(try status.node(fresh.address).lagSeconds == 0)
            let words = try status.node(late.address).details.values.joined(separator: "; ")
            #expect(words.contains("freshest member \(fresh.address)"), "\(words)")

            try late.kill()
            try await daemon.waitForStatus("an unknown lag") { status in
                let node = try status.node(fresh.address)
                return node.lagSeconds == nil && node.lagUnknownReason != nil
            }
        }
    }
}
