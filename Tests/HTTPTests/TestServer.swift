import HTTP

/// Runs a server with one listener on a free port of 127.0.0.1 for the length of a test.
func withServer(
    _ limits: Limits = .default, handler: @escaping HTTPHandler = echo,
    _ body: (HTTPServer, BoundAddress) async throws -> Void
) async throws {
    let server = HTTPServer()
    do {
        try await body(server, server.listen(on: .tcp(host: "127.0.0.1", port: 0), limits: limits, handler: handler))
    } catch {
        await server.shutdown(within: .zero)
        throw error
    }
    await server.shutdown(within: .zero)
}

/// Answers with what the server understood of the request.
@Sendable
func echo(_ request: HTTPRequest) async -> HTTPResponse {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    return .text(200, "\(request.method) \(request.path) [\(query)] \(request.body.count)")
}

/// Waits for a condition, for at most ten seconds.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let clock = ContinuousClock()
    let limit = clock.now + .seconds(10)
    while clock.now < limit {
        if try condition() { return true }
        try? await clock.sleep(for: .milliseconds(5))
    }
    return try condition()
}

extension BoundAddress {
    var endpoint: HTTPEndpoint {
        port.map { .tcp(host: "127.0.0.1", port: $0) } ?? .unix(path: description)
    }
}

extension HTTPClient {
    static func get(_ target: String, from bound: BoundAddress) async throws(HTTPClientError) -> HTTPResponse {
        try await send("GET", target, to: bound.endpoint, timeout: .seconds(10))
    }
}
