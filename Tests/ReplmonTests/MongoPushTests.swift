import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// How soon an election or a death is in the status document, while members are polled every five seconds. Three of
    /// each, thirty with `REPLMON_LONG_TESTS=1`; prints what was measured, and bounds it generously: processors are few.
    struct MongoPushTests {
        private static let elections = LookAlikeWatch.isLong ? 30 : 3
        private static let bound = Duration.seconds(1)

        @Test(.timeLimit(.minutes(10)), arguments: Lab.mongodbVersions)
        func handoversAreSeenAtOnce(version: String) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let (set, daemon) = try await Self.start(in: lab, version)
            var (left, taken): ([Duration], [Duration]) = ([], [])
            for _ in 0..<Self.elections {
                let old = try set.member(set.waitForPrimary())
                try await Self.waitUntilAllAreWatched(in: set)
                async let returned = InBackground.run {
                    try old.command(#"{"replSetStepDown": 5, "secondaryCatchUpPeriodSecs": 4}"#)
                    return Date.now
                }
                let secondary = try await Self.moment(of: "the old primary's end", in: daemon) { status in
                    try status.node(old.address).role == "secondary"
                }
                let primary = try await Self.moment(of: "the new primary", in: daemon) { status in
                    status.clusters.flatMap(\.nodes).contains { $0.role == "primary" && $0.name != old.address }
                }
                left.append(Self.time(from: try await returned, to: secondary))
                taken.append(Self.time(from: try Self.transition(of: set.member(set.waitForPrimary())), to: primary))
                try old.command(#"{"replSetFreeze": 0}"#)
            }
            Self.report("stepdown's return → secondary in the status", left, version)
            Self.report("a primary's own word → primary in the status", taken, version)
        }

        @Test(.timeLimit(.minutes(10)), arguments: Lab.mongodbVersions)
        func deathsAreSeenAtOnce(version: String) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let (set, daemon) = try await Self.start(in: lab, version)
            var deaths: [Duration] = []
            for _ in 0..<Self.elections {
                let primary = try set.member(set.waitForPrimary())
                try await Self.waitUntilAllAreWatched(in: set)
                let seen = try await daemon.time(until: "the death", after: { try primary.kill() }) { status in
                    try !status.node(primary.address).reachable
                }
                deaths.append(seen)
                try primary.start()
                try set.waitUntilComplete()
            }
            Self.report("kill -9 of the primary → unreachable in the status", deaths, version)
        }

        private static func start(
            in lab: Lab, _ version: String
        ) async throws -> (MongoReplicaSet, RunningDaemon) {
            let set = try MongoReplicaSet(in: lab, version: version)
            let configuration = DaemonConfiguration(
                pollInterval: "5s", probeTimeout: "2s", clusters: [try .media(set, in: lab)])
            let daemon = try RunningDaemon(configuration, in: lab)
            try await daemon.waitUntilHealthy()
            return (set, daemon)
        }

        /// Every member has a `hello` that waits for a change.
        private static func waitUntilAllAreWatched(in set: MongoReplicaSet) async throws {
            let question = #"{"serverStatus": 1, "metrics": 0, "wiredTiger": 0, "locks": 0}"#
            try await eventually("all members to be watched", within: .seconds(30), poll: .milliseconds(50)) {
                try set.members.allSatisfy { member in
                    try member.reply(to: question).at("connections.awaitingTopologyChanges")?.int ?? 0 > 0
                }
            }
        }

        private static func moment(
            of what: String, in daemon: RunningDaemon, _ condition: (StatusDocument) throws -> Bool
        ) async throws -> Date {
            try await daemon.waitForStatus(what, poll: .milliseconds(1), condition)
            return Date.now
        }

        /// When a member became a primary that takes writes, by its log.
        private static func transition(of member: MongoMember) throws -> Date {
            let lines = try String(contentsOfFile: member.log, encoding: .utf8).split(separator: "\n")
            // {"t":{"$date":"2026-01-02T03:04:05.678+00:00"},…,"msg":"Transition to primary complete; …
            guard let line = lines.last(where: { $0.contains("Transition to primary complete") }),
                let text = line.split(separator: "\"").dropFirst(5).first
            else { throw Unmet("no transition in \(member.log)") }
            return try Date(
                String(text.prefix(23)) + "Z",
                strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
        }

        /// Zero for what was seen before the event was over.
        private static func time(from event: Date, to seen: Date) -> Duration {
            max(.zero, .seconds(seen.timeIntervalSince(event)))
        }

        private static func report(_ what: String, _ times: [Duration], _ version: String) {
            let sorted = times.sorted().map { Int(($0 / .milliseconds(1)).rounded()) }
            let rank = max(0, Int((Double(sorted.count) * 0.99).rounded(.up)) - 1)
            print(
                "PUSH \(version) | \(what) | \(sorted.count) times | median \(sorted[sorted.count / 2]) ms | "
                    + "p99 \(sorted[rank]) ms | max \(sorted[sorted.count - 1]) ms")
            #expect(times.allSatisfy { $0 < bound }, "\(what): \(sorted)")
        }
    }
}
