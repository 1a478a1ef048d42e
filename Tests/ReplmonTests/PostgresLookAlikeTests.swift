import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What resembles a fault and is none: nobody is woken for it.
    struct PostgresLookAlikeTests {
        /// All clusters under one daemon at the same time; what each does is in its name. No alert fires at all, but
        /// for the switchover that is told, and of those where no server stops nothing is found either.
        @Test(arguments: Lab.postgresVersions)
        func nothingHealthyIsCalledIll(version: Int) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let stage = LookAlikeStage(lab: lab, version: version)
            let clusters = try stage.clusters()
            let entries = clusters.map(\.entry)
            let daemon = try RunningDaemon(
                DaemonConfiguration(pollInterval: LookAlikeWatch.pollInterval, probeTimeout: "2s", clusters: entries),
                in: lab)
            var said = Said()
            try await daemon.waitForStatus("all to answer", within: .seconds(60)) { status in
                said.note(status)
                return status.clusters.allSatisfy { $0.nodes.allSatisfy(\.reachable) }
            }
            async let disturbed: Void = InBackground.run { try stage.disturb(clusters) }
            try await daemon.watch(for: LookAlikeWatch.duration) { said.note($0) }
            try await disturbed
            try await daemon.waitForStatus("those that were stopped to be back", within: .seconds(40)) { status in
                said.note(status)
                return try Self.isOver(status)
            }
            #expect(said.catchUpSeen && said.archiveSeen && said.undueSeen)
            #expect(try stage.longestCommit(in: clusters) > 5)
            let guests = try await Self.guests(in: daemon.status())
            #expect(guests == Self.expectedGuests)
            for cluster in clusters { said.watch.expectSilence(about: cluster, "\(version)") }
        }

        /// The restarted cluster is well, and the other has exchanged its roles.
        private static func isOver(_ status: StatusDocument) throws -> Bool {
            let switched = try status.cluster("switched")
            let roles = try ["switched-a", "switched-b"].map { try status.node($0).role }
            return try status.cluster("restarted").verdict == "ok" && roles == ["standby", "primary"]
                && status.link(to: "switched-a").state == "streaming" && status.node("switched-a").lagSeconds == 0
                && switched.findings.allSatisfy { $0.alert == "PostgresRoleChanged" && $0.severity == "warning" }
        }

        /// Counted by what they are, and no nodes or links.
        private static let expectedGuests = [
            "standby_wal_senders": "1", "backup_wal_senders": "2", "receivewal_wal_senders": "1",
            "logical_wal_senders": "1", "nodes": "guests-a guests-b", "links": "guests-b", "verdict": "ok",
        ]

        private static func guests(in status: StatusDocument) throws -> [String: String] {
            let cluster = try status.cluster("guests")
            var seen = try status.node("guests-a").details.filter {
                $0.key.hasSuffix("_wal_senders") && $0.key != "free_wal_senders" || $0.key == "unconfigured_standbys"
            }
            seen["nodes"] = cluster.nodes.map(\.name).joined(separator: " ")
            seen["links"] = cluster.links.map(\.downstream).joined(separator: " ")
            seen["verdict"] = cluster.verdict
            return seen
        }

        /// What was said of each cluster, and whether the odd ones were odd.
        private struct Said {
            var watch = LookAlikeWatch()
            /// Whether the fresh standby was ever seen behind.
            var catchUpSeen = false
            /// Whether the one without a connection was seen to be fed all the same.
            var archiveSeen = false
            /// Whether WAL was seen that an archive is not to give yet.
            var undueSeen = false

            mutating func note(_ status: StatusDocument) {
                watch.note(status)
                if let fresh = try? status.node("fresh-b"), fresh.lagBytes ?? 0 > 1_000_000 { catchUpSeen = true }
                if (try? status.link(to: "archived-b").state) == "archive" { archiveSeen = true }
                if let unfilled = try? status.node("unfilled-b"), unfilled.lagBytes ?? 0 > 0 { undueSeen = true }
            }
        }
    }
}
