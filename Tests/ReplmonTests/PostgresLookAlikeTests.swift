import Exposition
import FoundationEssentials
import ReplicationLab
import Testing

extension ServerTests {
    /// What resembles a fault and is none: nobody is woken for it. `REPLMON_LONG_TESTS=1` watches for two minutes under
    /// replmon's own cadence and rules; otherwise both are shortened alike, so that a rule could fire in that time.
    struct PostgresLookAlikeTests {
        private static let isLong = ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] == "1"
        private static let watched: Duration = isLong ? .seconds(120) : .seconds(14)
        private static let pollInterval = isLong ? "5s" : "2s"

        /// All clusters under one daemon at the same time; what each does is in its name. No alert fires at all, but
        /// for the switchover that is told, and of those where no server stops nothing is found either.
        @Test(arguments: Lab.postgresVersions)
        func nothingHealthyIsCalledIll(version: Int) async throws {
            let lab = try Lab()
            defer { lab.end() }
            let stage = LookAlikeStage(lab: lab, version: version)
            let clusters = try stage.clusters()
            let entries = clusters.map { $0.entry(inHurry: !Self.isLong) }
            let daemon = try RunningDaemon(
                DaemonConfiguration(pollInterval: Self.pollInterval, probeTimeout: "2s", clusters: entries), in: lab)
            var said = Said()
            try await daemon.waitForStatus("all to answer", within: .seconds(60)) { status in
                said.note(status)
                return status.clusters.allSatisfy { $0.nodes.allSatisfy(\.reachable) }
            }
            async let disturbed: Void = InBackground.run { try stage.disturb(clusters) }
            try await daemon.watch(for: Self.watched) { said.note($0) }
            try await disturbed
            try await daemon.waitForStatus("those that were stopped to be back", within: .seconds(40)) { status in
                said.note(status)
                return try Self.isOver(status)
            }
            #expect(said.catchUpSeen && said.archiveSeen && said.undueSeen)
            #expect(try stage.longestCommit(in: clusters) > 5)
            let guests = try await Self.guests(in: daemon.status())
            #expect(guests == Self.expectedGuests)
            for cluster in clusters { said.expectSilence(about: cluster, version) }
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

        /// What was said of each cluster.
        private struct Said {
            var found: [String: [String: String]] = [:]
            var fired: [String: [String: String]] = [:]
            var verdicts: [String: String] = [:]
            /// Whether the fresh standby was ever seen behind.
            var catchUpSeen = false
            /// Whether the one without a connection was seen to be fed all the same.
            var archiveSeen = false
            /// Whether WAL was seen that an archive is not to give yet.
            var undueSeen = false

            mutating func note(_ status: StatusDocument) {
                for cluster in status.clusters {
                    verdicts[cluster.name] = cluster.verdict
                    for finding in cluster.findings {
                        let words = [finding.severity, finding.alert, finding.node].compactMap(\.self)
                        found[cluster.name, default: [:]][words.joined(separator: " ")] = finding.summary
                    }
                }
                // One that has fired is kept as resolved for longer than this takes.
                for alert in status.alerts where ["firing", "resolved"].contains(alert.state) {
                    let words = [alert.severity, alert.name, alert.node].compactMap(\.self)
                    fired[alert.cluster ?? "", default: [:]][words.joined(separator: " ")] = alert.summary
                }
                if let fresh = try? status.node("fresh-b"), fresh.lagBytes ?? 0 > 1_000_000 { catchUpSeen = true }
                if (try? status.link(to: "archived-b").state) == "archive" { archiveSeen = true }
                if let unfilled = try? status.node("unfilled-b"), unfilled.lagBytes ?? 0 > 0 { undueSeen = true }
            }

            func expectSilence(about cluster: LookAlike, _ version: Int) {
                let found = found[cluster.name, default: [:]]
                let told = cluster.changesRoles ? "warning PostgresRoleChanged" : nil
                let fired = fired[cluster.name, default: [:]].filter { alert in
                    told.map { !alert.key.hasPrefix($0) } ?? true
                }
                print(
                    "LOOK-ALIKE \(version) | \(cluster.name) | \(PostgresLookAlikeTests.watched) | "
                        + "found \(found.count), fired \(fired.count)")
                #expect(fired.isEmpty, "\(cluster.name)")
                let isUnknown = cluster.outlastsShortLooks && !PostgresLookAlikeTests.isLong
                let due = cluster.changesRoles ? "warning" : isUnknown ? "unknown" : "ok"
                #expect(verdicts[cluster.name] == due, "\(cluster.name)")
                if cluster.stops || cluster.catchesUp {
                    for (words, summary) in found.sorted(by: { $0.key < $1.key }) {
                        print("PASSING \(version) | \(cluster.name) | \(words) | \(summary)")
                    }
                } else {
                    #expect(found.isEmpty, "\(cluster.name)")
                }
            }
        }
    }
}
