import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What resembles a fault and is none: nobody is woken for it.
    struct MongoLookAlikeTests {
        /// All sets under one daemon at the same time; what each does is in its name. No alert fires at all, and of
        /// those where no server stops nothing is found either.
        @Test(arguments: Lab.mongodbVersions)
        func nothingHealthyIsCalledIll(version: String) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let stage = MongoLookAlikeStage(lab: lab, version: version)
            let sets = try stage.sets()
            let daemon = try RunningDaemon(
                DaemonConfiguration(
                    pollInterval: LookAlikeWatch.pollInterval, probeTimeout: "2s",
                    clusters: sets.map { try $0.entry(in: lab) }), in: lab)
            var watch = LookAlikeWatch()
            try await daemon.waitForStatus("all to answer", within: .seconds(60)) { status in
                watch.note(status)
                return status.clusters.allSatisfy { $0.nodes.count > 2 && $0.nodes.allSatisfy(\.reachable) }
            }
            async let disturbed: Void = InBackground.run { try stage.disturb(sets) }
            async let maintained: Void = InBackground.run { try stage.maintain(sets) }
            try await daemon.watch(for: LookAlikeWatch.duration) { watch.note($0) }
            try await disturbed
            try await maintained
            let status = try await daemon.waitForStatus("all to be well", within: .seconds(60)) { status in
                watch.note(status)
                return status.verdict == "ok"
            }
            try Self.expectTheirLooks(of: sets, in: status)
            for set in sets { watch.expectSilence(about: set, version) }
        }

        /// They look as they are meant to.
        private static func expectTheirLooks(
            of sets: [LookAlike<MongoReplicaSet>], in status: StatusDocument
        ) throws {
            func node(_ member: String) throws -> StatusDocument.Node {
                try status.node(#require(sets.lazy.compactMap { try? $0.cluster.member(member) }.first).address)
            }
            #expect(try node("delayed-d").delaySeconds == 5 && node("delayed-d").lagSeconds ?? 0 >= 4)
            #expect(try node("hidden-h").role == "secondary" && node("hidden-h").hidden == true)
            #expect(try node("fresh-a").oplogWindowSeconds == nil && node("fresh-a").oplogWindowUnknownReason != nil)
            let removed = try status.cluster("reduced").nodes.filter { $0.role == "removed" || !$0.reachable }
            #expect(removed.count == 1 && removed.allSatisfy { $0.lagSeconds == nil })
            // The one that was stepped down for.
            #expect(try status.replicaSet("restarted").elections.first?.reason == "stepUpRequestSkipDryRun")
        }
    }
}
