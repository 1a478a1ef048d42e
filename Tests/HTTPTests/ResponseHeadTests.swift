import Testing

@testable import HTTP

struct ResponseHeadTests {
    @Test(arguments: [
        ("gzip", true), ("x-gzip", true), ("GZIP", true), ("deflate, gzip;q=0.5", true), ("*", true),
        ("gzip ; q=0.001", true), ("gzip;q=1.0", true), ("", false), ("deflate", false), ("gzip;q=0", false),
        ("gzip;q=0, *", false), ("*;q=0", false), ("gzipped", false), ("gzip;q=x", false),
    ])
    func negotiatesGzip(field: String, isAllowed: Bool) {
        #expect(ResponseHead.acceptsGzip(field.split(separator: ",")) == isAllowed)
    }

    static func received(_ response: HTTPResponse) async throws -> RawReply {
        var reply = RawReply(bytes: [], isClosed: false)
        try await withServer(handler: { _ in response }) { _, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("GET / HTTP/1.0\r\n\r\n")
            reply = try await connection.read()
        }
        return reply
    }

    @Test func noFieldOfTheHandlerCanStartALineOrReframeTheResponse() async throws {
        let reply = try await Self.received(
            HTTPResponse(
                status: 200, contentType: "text/plain\r\nX-Evil: 1", body: [1, 2, 3],
                headers: [
                    ("X-Node", "a\nX-Evil: 2\u{0}\r"), ("X-Bad Name:", "1"), ("Content-Length", "99"),
                    ("transfer-encoding", "chunked"), ("Connection", "upgrade"),
                ]))
        #expect(reply.body == [1, 2, 3])
        #expect(reply.header("x-node")?.hasPrefix("a X-Evil: 2 ") == true)
        #expect(reply.header("content-length") == "3" && reply.header("connection") == "close")
        let names = ["x-evil", "x-bad name", "transfer-encoding"]
        #expect(names.allSatisfy { reply.header($0) == nil })
    }

    @Test func theHandlerMayOverrideTheSecurityFields() async throws {
        var response = HTTPResponse.text(200, "x")
        response.headers.append(("content-security-policy", "default-src 'self'"))
        let reply = try await Self.received(response)
        #expect(reply.lines.filter { $0.lowercased().hasPrefix("content-security") }.count == 1)
        #expect(reply.header("content-security-policy") == "default-src 'self'")
        #expect(reply.header("x-content-type-options") == "nosniff" && reply.header("cache-control") == "no-store")
    }

    @Test(arguments: [(0, 500), (100, 500), (101, 500), (600, 500), (-1, 500), (204, 204), (503, 503)])
    func aStatusThatCannotEndAResponseBecomes500(status: Int, sent: Int) async throws {
        let reply = try await Self.received(.text(status, "x"))
        #expect(reply.status == sent && reply.body.isEmpty == (sent == 204))
    }
}
