import Foundation
import HTTP
import ReplmonCtl
import StatusAPI
import Synchronization
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

    /// The client's requests, answered with these bytes.
    private static func recording(
        _ body: [UInt8], status: Int = 200, _ ask: (DaemonClient) async throws -> Void
    ) async throws -> [HTTPRequest] {
        let requests = Mutex([HTTPRequest]())
        let handler: HTTPHandler = { request in
            requests.withLock { $0.append(request) }
            return .json(status, body)
        }
        try await withDaemon(handler) { client, _ in try await ask(client) }
        return requests.withLock { $0 }
    }

    @Test func asksForEventsAsTheyWereAskedFor() async throws {
        let empty = Array(#"{"version":1,"events":[]}"#.utf8)
        let requests = try await Self.recording(empty) { client in
            let (document, bytes) = try await client.events(
                since: "2026-01-02 03:04:05+01:00", limit: 5, cluster: "ü&a=b")
            #expect(document.events.isEmpty && bytes == empty)
            _ = try await client.events()
        }
        #expect(requests.map(\.path) == ["/api/v1/events", "/api/v1/events"])
        #expect(
            requests[0].query.map { "\($0.name) \($0.value)" } == [
                "since 2026-01-02 03:04:05+01:00", "limit 5", "cluster ü&a=b",
            ])
        #expect(requests[1].query.map(\.name) == ["limit"])
    }

    @Test func alertsThatAreOverAreAskedFor() async throws {
        let requests = try await Self.recording(Array(#"{"status":"success","data":{"alerts":[]}}"#.utf8)) { client in
            _ = try await client.alerts(includingResolved: true)
        }
        #expect(requests.map { $0.query.map { "\($0.name)=\($0.value)" } } == [["all=true"]])
    }

    @Test func silencesAreAddedListedAndExpired() async throws {
        let silence = #"{"id":"1f","starts_at":"s","ends_at":"e","author":"a","reason":"r"}"#
        let wanted = SilenceRequest(cluster: "orders", duration: .seconds(60), reason: "r", author: "anna")
        let reply = Array(#"{"version":1,"status":"success","silence":\#(silence),"matching_alerts":2}"#.utf8)
        let requests = try await Self.recording(reply) { client in
            let (added, _) = try await client.add(wanted)
            let (expired, _) = try await client.expireSilence("1f/../x y")
            #expect(added.matchingAlerts == 2 && expired.silence?.id == "1f")
        }
        #expect(requests.map(\.method) == ["POST", "DELETE"])
        #expect(requests.map(\.path) == ["/api/v1/silences", "/api/v1/silences/1f/../x y"])
        #expect(requests[0].header("Content-Type") == "application/json")
        #expect(try SilenceRequest(body: requests[0].body) == wanted)
        let list = try await Self.recording(Array(#"{"version":1,"silences":[\#(silence)]}"#.utf8)) { client in
            let (document, _) = try await client.silences()
            #expect(document.silences.map(\.id) == ["1f"])
        }
        #expect(list.map(\.path) == ["/api/v1/silences"])
    }

    @Test func anAlertIsAcknowledged() async throws {
        let wanted = AcknowledgeRequest(cluster: nil, node: "db-b", alert: "*", comment: "c", author: "anna")
        let reply = Array(#"{"version":1,"status":"success","acknowledged":[]}"#.utf8)
        let requests = try await Self.recording(reply) { client in
            let (reply, _) = try await client.acknowledge(wanted)
            #expect(reply.isSuccess)
        }
        #expect(requests.map(\.path) == ["/api/v1/acknowledgements"])
        #expect(try AcknowledgeRequest(body: requests[0].body) == wanted)
    }

    @Test(arguments: [400, 404, 422])
    func whatTheDaemonRefusesIsSaidInItsWords(status: Int) async throws {
        _ = try await Self.recording(ErrorReply(problems: ["a\u{1B}", "b"]).json(), status: status) { client in
            let error = await #expect(throws: DaemonClientError.refused(["a\u{1B}", "b"])) {
                try await client.expireSilence("x")
            }
            #expect(error?.description == "a\\u{1B}\nb")
        }
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

    /// A daemon whose disk hangs says so after 5 seconds.
    @Test func hasMorePatienceThanTheDaemonWithItsDisk() {
        #expect(DaemonClient.usualTimeout >= .seconds(10))
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
