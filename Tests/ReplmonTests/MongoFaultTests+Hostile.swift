import ReplicationLab
import StatusAPI
import Testing

/// What is no MongoDB member at a member's address.
extension ServerTests.MongoFaultTests {
    /// Answers each request with the same bytes, and closes; with none it keeps silent.
    private static let answering = """
        import socket, sys
        answer, silent = bytes.fromhex(sys.argv[2]), []
        with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=99) as server:
            while True:
                client, _ = server.accept()
                if not answer:
                    silent.append(client)
                    continue
                with client:
                    client.recv(65536)
                    client.sendall(answer)
        """

    /// Replaces a secondary by a server that gives this answer to everything.
    private func replaceSecondary(
        _ version: String, name: String, answer: [UInt8], failure: String
    ) async throws {
        let scene = try await FaultScene(version, .init(members: MongoMemberPlan.threeWithData))
        defer { scene.end() }
        let secondary = try scene.secondary
        let digits = answer.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let impostor = try LabProgram(
            name: "impostor", command: ["python3", "-c", Self.answering, "\(secondary.port)", digits], in: scene.lab)
        let finding = try await scene.fault(
            name, shows: "MongoMemberDown", on: secondary.name, also: ["MongoMajorityAtRisk"]
        ) {
            try secondary.kill()
            try impostor.start()
        }
        try await scene.wait("the reason") { try $0.node(secondary.address).failure == failure }
        print("\(name): \(finding.text)")
        try await scene.watch(for: .seconds(2)) { status in
            let node = try status.node(secondary.address)
            #expect(!node.reachable && node.lagSeconds == nil)
            let others = status.clusters.flatMap(\.nodes).filter { $0.name != secondary.address }
            #expect(others.allSatisfy { $0.reachable && $0.observedAgeSeconds ?? 9 < 2 })
        }
        try await scene.heal {
            try impostor.stop()
            try secondary.start()
        }
    }

    @Test(arguments: versions)
    func portThatSpeaksHTTP(version: String) async throws {
        let answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        try await replaceSecondary(
            version, name: "a port that speaks HTTP", answer: Array(answer.utf8), failure: "malformed")
    }

    /// The length of a message (an `OP_REPLY` with one document) promises a hundred bytes more than come.
    @Test(arguments: versions)
    func replyThatIsCut(version: String) async throws {
        let header: [UInt8] = [200, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
        let reply: [UInt8] = [8, 0, 0, 0] + [UInt8](repeating: 0, count: 12) + [1, 0, 0, 0, 164, 0, 0, 0]
        try await replaceSecondary(
            version, name: "a reply cut in the middle", answer: header + reply + [UInt8](repeating: 0, count: 60),
            failure: "connect")
    }

    @Test(arguments: versions)
    func portThatSaysNothing(version: String) async throws {
        try await replaceSecondary(
            version, name: "a port that accepts and says nothing", answer: [], failure: "timeout")
    }
}
