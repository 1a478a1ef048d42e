import FoundationEssentials
import ReplicationLab

/// Debian's `prometheus-postgres-exporter` on one server. Each scrape of it asks the server.
final class ExporterRun {
    private static let path = "/usr/bin/prometheus-postgres-exporter"

    /// Whether the package is installed (`BENCH=1 make deps`).
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    let pid: Int32
    private let program: LabProgram
    private let client: ScrapeClient

    /// Starts it and scrapes it a few times, so that its sessions are open.
    init(on node: PostgresNode, in lab: Lab) throws {
        let port = try LoopbackSocket.freePort()
        program = try LabProgram(
            name: "exporter-\(port)", command: [Self.path, "--web.listen-address=127.0.0.1:\(port)"],
            environment: ["DATA_SOURCE_NAME": "postgresql://replmon@127.0.0.1:\(node.port)/postgres?sslmode=disable"],
            in: lab)
        try program.start()
        try waitUntil("the exporter to answer") { try ScrapeClient(port: port).get("/metrics").status == 200 }
        guard let pid = program.pid else { throw BenchError("the exporter ended; its log is \(program.log)") }
        self.pid = pid
        client = try ScrapeClient(port: port)
        _ = try client.scrapes(20, compressed: true)
    }

    /// A number of scrapes without a pause, and the exporter's own CPU time for one of them.
    func scrapes(_ count: Int) throws -> (wall: LatencySamples, processorTimePerScrape: Duration) {
        let before = try ProcessUsage.processorTime(of: pid)
        let run = try client.scrapes(count, compressed: true)
        let used = try ProcessUsage.processorTime(of: pid) - before
        return (run.wall, used / count)
    }

    func stop() throws {
        try program.stop()
    }
}
