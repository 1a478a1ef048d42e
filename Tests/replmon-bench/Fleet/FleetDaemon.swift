import FoundationEssentials
import Glibc
import ReplicationLab

/// A real replmon that watches a fleet, in the environment that its systemd unit gives it.
final class FleetDaemon {
    let pid: Int32
    let port: Int
    let nodes: Int
    private let program: LabProgram

    /// A reply that takes longer is an error.
    private static let requestLimit = Duration.seconds(60)

    /// Starts it; `clusters` is that part of its configuration.
    init(_ binary: String, clusters: String, nodes: Int, in lab: Lab) throws {
        port = try LoopbackSocket.freePort()
        self.nodes = nodes
        let name = "replmon-\(port)"
        let directory = "\(lab.directory)/\(name)-state"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let configuration = FleetConfiguration(clusters: clusters, port: port, directory: directory)
        try Data(configuration.text.utf8).write(to: URL(filePath: "\(directory)/replmon.yml"))
        program = try LabProgram(
            name: name, command: [binary, "run", "--config", "\(directory)/replmon.yml"],
            environment: ["MALLOC_ARENA_MAX": "2", "LIBDISPATCH_LOG": "NO", "MONGOC_DISABLE_SHM": "1"], in: lab)
        try program.start()
        guard let pid = program.pid else { throw BenchError("\(binary) ended at once; its log is \(program.log)") }
        self.pid = pid
    }

    /// Waits until it has reached all nodes, or until `limit` has passed; how many it reaches then.
    func waitUntilReached(within limit: Duration) throws -> Int {
        let start = ContinuousClock.now
        var reached = 0
        while reached < nodes && ContinuousClock.now - start < limit {
            rest(for: .seconds(1))
            guard program.isRunning else { throw BenchError("replmon ended; its log is \(program.log)") }
            reached = (try? Int(page().sum("replmon_node_up"))) ?? 0
        }
        return reached
    }

    /// A connection for requests, to be kept for several.
    func client() throws -> ScrapeClient {
        try ScrapeClient(port: port, limit: Self.requestLimit)
    }

    /// The current page of `/metrics`.
    func page() throws -> MetricsText {
        try Self.page(from: client())
    }

    static func page(from client: ScrapeClient) throws -> MetricsText {
        let reply = try client.get("/metrics")
        guard reply.status == 200 else { throw BenchError("/metrics answered \(reply.status)") }
        return MetricsText(reply.body)
    }

    /// SIGTERM, and SIGKILL to one that does not end.
    func stop() throws {
        do {
            try program.stop(within: .seconds(20))
        } catch {
            say("replmon did not end at SIGTERM and is killed")
            try program.signal(SIGKILL)
            try program.stop()
        }
    }
}

/// Blocks the calling thread.
func rest(for duration: Duration) {
    guard duration > .zero else { return }
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    unsafe nanosleep(&time, nil)
}
