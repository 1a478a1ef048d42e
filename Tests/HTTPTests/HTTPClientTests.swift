import Glibc
import HTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    static func answer(_ reply: String, maximumBodyBytes: Int = 1 << 20) async throws -> HTTPResponse {
        let server = try SilentServer(reply: Array(reply.utf8))
        return try await HTTPClient.send(
            "GET", "/", to: .tcp(host: "127.0.0.1", port: server.port), timeout: .seconds(10),
            maximumBodyBytes: maximumBodyBytes)
    }

    @Test func aServerThatSaysNothingTimesOut() async throws {
        let server = try SilentServer()
        let endpoint = HTTPEndpoint.tcp(host: "127.0.0.1", port: server.port)
        let elapsed = await ContinuousClock().measure {
            await #expect(throws: HTTPClientError.timeout(endpoint, .milliseconds(300))) {
                _ = try await HTTPClient.send("GET", "/", to: endpoint, timeout: .milliseconds(300))
            }
        }
        #expect(elapsed > .milliseconds(290) && elapsed < .seconds(3))
    }

    @Test(arguments: [
        "220 mail.example.org ESMTP\r\n", "HTTP/1.1 abc\r\n\r\n", "\u{16}\u{3}\u{1}garbage", "",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ])
    func garbageAndHalfAnswersAreMalformed(reply: String) async throws {
        let error = await #expect(throws: HTTPClientError.self) { _ = try await Self.answer(reply) }
        guard case .malformed = error else {
            Issue.record("expected a malformed answer, got \(String(describing: error))")
            return
        }
    }

    @Test func readsChunkedAndUnframedBodies() async throws {
        let chunked = try await Self.answer(
            "HTTP/1.1 503 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(chunked.status == 503 && chunked.body == Array("abcde".utf8))
        let unframed = try await Self.answer("HTTP/1.0 200 OK\r\nX-A: 1\r\nx-a: 2\r\n\r\nto the end")
        #expect(unframed.body == Array("to the end".utf8) && unframed.header("X-a") == "1, 2")
    }

    @Test func aBodyOverTheCapIsAnError() async throws {
        let error = await #expect(throws: HTTPClientError.self) {
            _ = try await Self.answer("HTTP/1.1 200 OK\r\n\r\n12345", maximumBodyBytes: 4)
        }
        guard case .tooLarge(_, limit: 4) = error else {
            Issue.record("expected too large an answer, got \(String(describing: error))")
            return
        }
        #expect(try await Self.answer("HTTP/1.1 200 OK\r\n\r\n1234", maximumBodyBytes: 4).status == 200)
    }

    @Test func unreachableServersAreNamedWithTheReason() async throws {
        let path = HTTPEndpoint.unix(path: "/nowhere/control.sock")
        await #expect(throws: HTTPClientError.unreachable(path, reason: "No such file or directory")) {
            _ = try await HTTPClient.send("GET", "/", to: path, timeout: .seconds(10))
        }
        let port = try SilentServer().port
        let closed = HTTPEndpoint.tcp(host: "127.0.0.1", port: port)
        await #expect(throws: HTTPClientError.unreachable(closed, reason: "Connection refused")) {
            _ = try await HTTPClient.send("GET", "/", to: closed, timeout: .seconds(10))
        }
        let unknown = HTTPEndpoint.tcp(host: "no-such-host.invalid", port: 1)
        await #expect(
            throws: HTTPClientError.unreachable(unknown, reason: "the name does not resolve to an address")
        ) {
            _ = try await HTTPClient.send("GET", "/", to: unknown, timeout: .seconds(10))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may connect to any socket"))
    func aSocketOfAnotherGroupSaysWhatToDo() async throws {
        let directory = try TemporaryDirectory()
        let server = HTTPServer()
        let bound = try await server.listen(on: .unix(path: directory.path + "/socket", mode: 0o000), handler: echo)
        await #expect(throws: HTTPClientError.permissionDenied(bound.endpoint)) {
            _ = try await HTTPClient.get("/", from: bound)
        }
        await server.shutdown(within: .zero)
    }

    @Test func aCancelledTaskGetsItsAnswerAtOnce() async throws {
        let server = try SilentServer()
        let endpoint = HTTPEndpoint.tcp(host: "127.0.0.1", port: server.port)
        let request = Task { try await HTTPClient.send("GET", "/", to: endpoint, timeout: .seconds(60)) }
        request.cancel()
        await #expect(throws: HTTPClientError.cancelled(endpoint)) { _ = try await request.value }
    }

    @Test func aRequestThatIsGivenUpDoesNotArriveLater() async throws {
        let server = try SilentServer()
        let endpoint = HTTPEndpoint.tcp(host: "127.0.0.1", port: server.port)
        await #expect(throws: HTTPClientError.self) {
            _ = try await HTTPClient.send("GET", "/", to: endpoint, timeout: .milliseconds(200))
        }
        // Reset, not closed: nothing that was not acknowledged yet is sent again.
        let accepted = accept(server.descriptor, nil, nil)
        defer { close(accepted) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        var count = 0
        repeat { count = unsafe recv(accepted, &bytes, bytes.count, 0) } while count > 0
        #expect(count == -1 && errno == ECONNRESET)
    }

    @Test(arguments: [("GE T", "/"), ("GET", "/a b"), ("GET", "x"), ("GET", "/\r\nX: 1"), ("", "/")])
    func aRequestThatIsNotHTTPIsNotSent(method: String, target: String) async {
        let error = await #expect(throws: HTTPClientError.self) {
            _ = try await HTTPClient.send(method, target, to: .unix(path: "/nowhere"), timeout: .seconds(1))
        }
        guard case .invalidRequest = error else {
            Issue.record("expected a refusal to send, got \(String(describing: error))")
            return
        }
    }

    @Test func sendsItsHeaderFieldsAndBody() async throws {
        try await withServer(
            .controlSocket,
            handler: { request in
                .text(200, "\(request.method) \(request.header("HOST") ?? "") \(request.header("x-a") ?? "")")
            }
        ) { _, bound in
            let response = try await HTTPClient.send(
                "POST", "/", headers: [("X-A", "1")], body: [1], to: bound.endpoint, timeout: .seconds(10))
            #expect(response.body == Array("POST \(bound) 1\n".utf8))
        }
    }
}
