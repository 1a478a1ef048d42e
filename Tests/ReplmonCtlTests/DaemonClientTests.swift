import Exposition
import Foundation
import HTTP
import ReplmonCtl
import Testing

/// Against a real server on a real socket: the daemon's side is a handler that answers as the daemon would.
@Suite struct DaemonClientTests {
    @discardableResult
    private static func withDaemon<Result>(
        _ handler: @escaping HTTPHandler, timeout: Duration = .seconds(5),
        _ body: (DaemonClient, String) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "replmon-ctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let socket = directory.appending(path: "control.sock").path
        let server = HTTPServer()
        _ = try await server.listen(on: .unix(path: socket, mode: 0o600), limits: .controlSocket, handler: handler)
        let result: Result
        do {
            result = try await body(DaemonClient(socket: socket, timeout: timeout), socket)
        } catch {
            await server.shutdown(within: .milliseconds(100))
            throw error
        }
        await server.shutdown(within: .milliseconds(100))
        return result
    }

    @Test func readsTheStatusAndKeepsItsBytes() async throws {
        let json = Documents.json(verdict: "warning", clusters: [Documents.cluster("orders", verdict: "warning")])
        let handler: HTTPHandler = { request in
            request.method == "GET" && request.path == "/api/v1/status" ? .json(200, json) : .text(404, "no")
        }
        let (document, bytes) = try await Self.withDaemon(handler) { client, _ in try await client.status() }
        #expect(bytes == json)
        #expect(document.clusters.map(\.name) == ["orders"])
    }

    @Test func readsTheAlerts() async throws {
        let json = Array(#"{"status":"success","data":{"alerts":[]}}"#.utf8)
        let handler: HTTPHandler = { request in
            request.method == "GET" && request.path == "/api/v1/alerts" ? .json(200, json) : .text(404, "no")
        }
        let (document, bytes) = try await Self.withDaemon(handler) { client, _ in try await client.alerts() }
        #expect(bytes == json)
        #expect(document.data.alerts.isEmpty)
    }

    @Test(arguments: [
        (200, ReloadReply.success(changed: ["cluster orders added"])),
        (400, ReloadReply.error(problems: ["replmon.yml:3:1: unknown key"])),
        (422, ReloadReply.error(problems: ["replmon.yml:3:1: unknown key"])),
    ])
    func reloadTellsItsOutcome(status: Int, reply: ReloadReply) async throws {
        let handler: HTTPHandler = { request in
            request.method == "POST" && request.path == "/api/v1/reload"
                ? .json(status, reply.json()) : .text(404, "no")
        }
        let received = try await Self.withDaemon(handler) { client, _ in try await client.reload() }
        #expect(received == reply)
    }

    @Test func saysThatTheDaemonDoesNotRun() async throws {
        let socket = "/tmp/replmon-\(UUID().uuidString).sock"
        let error = await #expect(throws: DaemonClientError.self) {
            try await DaemonClient(socket: socket).status()
        }
        guard case .notRunning(socket, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains(socket) == true)
        #expect(error?.description.contains("systemctl status replmon") == true)
    }

    @Test func saysWhenTheDaemonHangs() async throws {
        let hanging: HTTPHandler = { _ in
            try? await Task.sleep(for: .seconds(60))
            return .text(200, "late")
        }
        try await Self.withDaemon(hanging, timeout: .milliseconds(200)) { client, socket in
            await #expect(throws: DaemonClientError.timeout(socket: socket, .milliseconds(200))) {
                try await client.status()
            }
        }
    }

    @Test(arguments: [(200, "not JSON"), (200, "{}"), (404, "not found\n\u{1B}[2J"), (503, "busy")])
    func saysWhenTheReplyIsNotTheDaemons(status: Int, body: String) async throws {
        let handler: HTTPHandler = { _ in .text(status, body) }
        try await Self.withDaemon(handler) { client, socket in
            for request in [
                { _ = try await client.status() }, { _ = try await client.alerts() },
                { _ = try await client.reload() },
            ] as [() async throws -> Void] {
                let error = await #expect(throws: DaemonClientError.self) { try await request() }
                #expect(error?.description.contains("unexpected reply on \(socket)") == true)
                #expect(error?.description.contains("\u{1B}") == false)
            }
        }
    }

    @Test func permissionNamesTheGroup() {
        let text = DaemonClientError.notPermitted(socket: "/run/replmon/control.sock").description
        #expect(text.contains("/run/replmon/control.sock"))
        #expect(text.contains("group replmon"))
    }
}
