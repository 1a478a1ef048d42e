import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

extension ServerTests {
    /// What must survive a restart, and what an admin sees when the disk does not do its part. Each case prints a line:
    /// what was done to the file, and what is said of it.
    struct HistoryDaemonTests {
        /// Silences are on disk when the command returns.
        @Test func aSilenceSurvivesAKill() async throws {
            let (daemon, lab) = try await Self.daemon()
            defer { lab.end() }
            let added = try daemon.ctl("silence", "add", "--cluster", "orders", "--for", "1h", "--reason", "new disk")
            #expect(added.status == 0, "\(added.output)")
            try await daemon.kill()
            try daemon.start()
            let status = try await daemon.waitForStatus("an answer") { !$0.clusters.isEmpty }
            #expect(status.silences.map(\.reason) == ["new disk"] && status.daemon?.historySaved == true)
        }

        /// What damages the file while replmon is down.
        enum Damage: String, CaseIterable {
            case truncated = "cut to half"
            case truncatedToAPage = "cut within its first page"
            case noise = "filled with noise"
            case noiseInside = "noise after its first page"
            case directory = "a folder in its place"

            func apply(to file: String) throws {
                let url = URL(filePath: file)
                var bytes = try Data(contentsOf: url)
                switch self {
                case .truncated: bytes = bytes.prefix(bytes.count / 2)
                case .truncatedToAPage: bytes = bytes.prefix(1000)
                case .noise: bytes = Data(bytes.map { _ in UInt8.random(in: 0...255) })
                case .noiseInside:
                    bytes = bytes.prefix(4096) + bytes.dropFirst(4096).map { _ in UInt8.random(in: 0...255) }
                case .directory:
                    try FileManager.default.removeItem(atPath: file)
                    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
                    return
                }
                try bytes.write(to: url)
            }
        }

        @Test(arguments: Damage.allCases)
        func aDamagedFile(damage: Damage) async throws {
            let (daemon, lab) = try await Self.daemon()
            defer { lab.end() }
            _ = try daemon.stop()
            try damage.apply(to: Self.file(in: lab))
            try daemon.start()
            let text = try await Self.degraded(daemon, damage.rawValue)
            #expect(text.contains("history.db.unreadable-"), "\(text)")
            #expect(try await daemon.status().daemon?.historySaved == true)
            #expect(try Self.files(in: lab).contains { $0.hasPrefix("history.db.unreadable-") })
            // The new file does its part.
            try daemon.stopAndStart()
            try await daemon.waitUntilHealthy()
        }

        @Test(.enabled(if: SmallDisk.isPossible, "needs root or user namespaces"))
        func aReadOnlyFileSystem() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let disk = SmallDisk(folder: "\(lab.directory)/state", isReadOnly: true)
            let daemon = try Self.start(in: lab, environs: disk.holding)
            let text = try await Self.degraded(daemon, "read-only file system")
            #expect(text.contains("history.db: Read-only file system"), "\(text)")
            #expect(try await daemon.status().daemon?.historySaved == false)
        }

        @Test(.enabled(if: SmallDisk.isPossible, "needs root or user namespaces"))
        func aDiskFullFromTheStart() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let disk = SmallDisk(folder: "\(lab.directory)/state", kilobytes: 8)
            let daemon = try Self.start(in: lab, environs: disk.holding)
            let text = try await Self.degraded(daemon, "disk full when replmon starts")
            #expect(text.contains("history.db: No space left"), "\(text)")
        }

        /// The command says that it is not saved; with room again, everything is.
        @Test(.enabled(if: SmallDisk.isPossible, "needs root or user namespaces"))
        func aDiskThatFillsUp() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let disk = SmallDisk(folder: "\(lab.directory)/state", kilobytes: 1024)
            let daemon = try Self.start(in: lab, environs: disk.holding)
            try await daemon.waitUntilHealthy()
            let process = try #require(daemon.pid)
            try disk.fill(seenBy: process)
            let reply = try daemon.ctl("silence", "add", "--everything", "--for", "1h", "--reason", "a full disk")
            print("STATE | disk fills up: ctl silence add | \(reply.status): \(reply.output)")
            #expect(reply.output.contains("could not be saved"), "\(reply.output)")
            let text = try await Self.degraded(daemon, "disk fills up")
            #expect(text.contains("history.db: No space left"), "\(text)")
            #expect(try await daemon.status().silences.map(\.reason) == ["a full disk"])
            guard Span.isLong else { return }
            try disk.free(seenBy: process)
            // Tried again once a minute at least.
            try await daemon.waitForStatus("it to be saved again", within: .seconds(75)) {
                $0.daemon?.historySaved == true && !$0.has("ReplmonHistoryDegraded", in: "firing")
            }
        }

        /// replmon watches on, and says what is wrong wherever an admin looks.
        private static func degraded(_ daemon: RunningDaemon, _ what: String) async throws -> String {
            let status = try await daemon.waitForStatus("ReplmonHistoryDegraded") { status in
                // Pending for its first seconds.
                try ["pending", "firing"].contains { status.has("ReplmonHistoryDegraded", in: $0) }
                    && status.node("db-a").reachable && status.cluster("orders").verdict == "ok"
            }
            let text = try #require(status.alerts.first { $0.name == "ReplmonHistoryDegraded" }).summary
            print("STATE | \(what) | \(text)")
            #expect(!text.contains { $0.isNewline })
            let shown = try daemon.ctl("status")
            #expect(shown.output.contains("ReplmonHistoryDegraded: \(text.prefix(20))"), "\(shown.output)")
            #expect(try daemon.ctl("alerts").output.contains("ReplmonHistoryDegraded"))
            return text
        }

        /// A daemon in a lab of its own, whose history is on disk.
        private static func daemon() async throws -> (RunningDaemon, Lab) {
            let lab = try Lab()
            let daemon = try start(in: lab)
            try await daemon.waitUntilHealthy()
            return (daemon, lab)
        }

        private static func start(
            in lab: Lab, environs: ([String]) throws -> [String] = { $0 }
        ) throws -> RunningDaemon {
            let cluster = try PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: "db-a")])
            return try RunningDaemon(
                DaemonConfiguration(clusters: [.orders(cluster.nodes)]), in: lab, environs: environs)
        }

        private static func file(in lab: Lab) -> String { "\(lab.directory)/state/history.db" }

        private static func files(in lab: Lab) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "\(lab.directory)/state")
        }
    }
}
