import FoundationEssentials
import ReplicationLab
import ReplmonCtl
import StatusAPI

/// A real replmon that watches the stage's ten nodes, in the environment that its systemd unit gives it.
final class DaemonRun {
    static let nodes = 10

    let pid: Int32
    let port: Int
    private let program: LabProgram
    private let client: DaemonClient

    /// Starts it and returns when it has reached every node.
    init(_ binary: String, stage: BenchStage, pollInterval: String) async throws {
        port = try LoopbackSocket.freePort()
        client = DaemonClient(socket: stage.controlSocket)
        let file = "\(stage.lab.directory)/replmon-\(pollInterval).yml"
        let configuration = try stage.configuration(pollInterval: pollInterval, port: port)
        try Data(configuration.utf8).write(to: URL(filePath: file))
        program = try LabProgram(
            name: "replmon-\(pollInterval)", command: [binary, "run", "--config", file],
            environment: ["MALLOC_ARENA_MAX": "2", "LIBDISPATCH_LOG": "NO", "MONGOC_DISABLE_SHM": "1"], in: stage.lab)
        try program.start()
        guard let pid = program.pid else { throw BenchError("\(binary) ended at once; its log is \(program.log)") }
        self.pid = pid
        try await waitUntil("\(Self.nodes) nodes to be reached") { try await reachedNodes() == Self.nodes }
    }

    func stop() throws {
        try program.stop()
    }

    /// The state of a node in its status.
    func isReachable(_ name: String, cluster: String) async throws -> Bool {
        try await node(name, cluster: cluster).reachable
    }

    private func node(_ name: String, cluster: String) async throws -> StatusDocument.Node {
        let status = try await client.status().document
        let found = status.clusters.first { $0.name == cluster }?.nodes.first { $0.name == name }
        guard let found else { throw BenchError("replmon does not know \(cluster)/\(name)") }
        return found
    }

    /// Waits until a poll has reached the node that was made after this call.
    func waitUntilPolled(_ name: String, cluster: String) async throws {
        let start = ContinuousClock.now
        try await waitUntil("\(cluster)/\(name) to be polled", within: .seconds(30)) {
            let node = try await node(name, cluster: cluster)
            guard node.reachable, let age = node.observedAgeSeconds else { return false }
            return .seconds(age) < ContinuousClock.now - start
        }
    }

    private func reachedNodes() async throws -> Int {
        try await client.status().document.clusters.flatMap(\.nodes).count { $0.reachable }
    }
}
