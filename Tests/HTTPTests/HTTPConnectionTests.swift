import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPConnectionTests {
    static let big = [UInt8](repeating: UInt8(ascii: "m"), count: 100_000)

    @Sendable static func bigOrSmall(_ request: HTTPRequest) async -> HTTPResponse {
        request.path == "/big" ? .json(200, big) : .text(200, "small")
    }

    @Test func headHasTheHeaderOfGetAndNoBody() async throws {
        try await withServer { _, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("HEAD /xx HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try await connection.read { $0.suffix(4) == Array("\r\n\r\n".utf8)[...] }
            #expect(head.status == 200 && head.body.isEmpty && head.header("content-length") == "14")
            await connection.send("GET /xxx HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let get = try await connection.read()
            #expect(get.text == "GET /xxx [] 0\n" && get.header("content-length") == "14")
            #expect(head.header("content-security-policy") == get.header("content-security-policy"))
            #expect(head.header("x-content-type-options") == "nosniff" && head.header("cache-control") == "no-store")
        }
    }

    @Test func aConnectionServesRequestsUntilToldToClose() async throws {
        try await withServer { server, bound in
            let connection = try RawConnection(port: bound.port)
            for number in 1...3 {
                await connection.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                let reply = try await connection.readResponse()
                #expect(reply.text.hasPrefix("GET /\(number) ") && reply.header("connection") == "keep-alive")
            }
            await connection.send("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let last = try await connection.read()
            #expect(last.text.hasPrefix("OPTIONS * ") && last.isClosed && last.header("connection") == "close")
            #expect(server.statistics().accepted == 1)
        }
    }

    @Test func version10ClosesUnlessAskedToStay() async throws {
        try await withServer { _, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await connection.readResponse().header("connection") == "keep-alive")
            await connection.send("GET / HTTP/1.0\r\n\r\n")
            let reply = try await connection.read()
            #expect(reply.status == 200 && reply.isClosed)
        }
    }

    @Test func aRequestInPiecesAndInAbsoluteFormIsUnderstood() async throws {
        try await withServer { _, bound in
            let connection = try RawConnection(port: bound.port)
            for piece in [
                "GE", "T http://any", "host/a?b=c HT", "TP/1.1\r", "\nHost: x\r\nConnection: close", "\r\n\r\n",
            ] {
                await connection.send(piece)
            }
            #expect(try await connection.read().text == "GET /a [b=c] 0\n")
        }
    }

    @Test func pipelinedRequestsGetOneAnswerAndAClose() async throws {
        try await withServer { server, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send(String(repeating: "GET /p HTTP/1.1\r\nHost: x\r\n\r\n", count: 50))
            let reply = try await connection.read()
            #expect(reply.text == "GET /p [] 0\n" && reply.isClosed)
            #expect(server.statistics().responsesByStatus == [200: 1])
        }
    }

    @Test func aClientThatEndsItsSideStillGetsItsAnswer() async throws {
        try await withServer { server, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.endSending()
            let reply = try await connection.read()
            #expect(reply.status == 200 && reply.isClosed)
            let half = try RawConnection(port: bound.port)
            await half.send("GET / HTTP/1.1\r\nHo")
            half.endSending()
            #expect(try await half.read().isClosed)
            #expect(await eventually { server.statistics().open == 0 })
            #expect(server.statistics().responsesByStatus == [200: 1])
        }
    }

    @Test func aRefusalReachesAClientThatIsStillSending() async throws {
        try await withServer { _, bound in
            let connection = try RawConnection(port: bound.port)
            let size = 4 << 20
            let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n"
            #expect(await connection.send(head + String(repeating: "x", count: size)))
            #expect(try await connection.read().status == 413)
        }
    }

    @Test func anUpgradeIsNotTakenAndExpectationsAreMet() async throws {
        try await withServer(.controlSocket) { _, bound in
            let upgrading = try RawConnection(port: bound.port)
            await upgrading.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
            let reply = try await upgrading.read()
            #expect(reply.status == 200 && reply.isClosed)
            let expecting = try RawConnection(port: bound.port)
            await expecting.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await expecting.read { $0.suffix(4) == Array("\r\n\r\n".utf8)[...] }.status == 100)
            await expecting.send("hi")
            #expect(try await expecting.readResponse().text == "POST / [] 2\n")
        }
    }

    @Test func aConnectionThatDiesDuringTheHandlerIsForgotten() async throws {
        let gate = Gate()
        try await withServer(handler: { request in
            await gate.wait()
            return await echo(request)
        }) { server, bound in
            var connection: RawConnection? = try RawConnection(port: bound.port)
            await connection?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await eventually { gate.waiting == 1 })
            connection = nil
            gate.open()
            #expect(await eventually { server.statistics().open == 0 })
        }
    }

    @Test func largeBodiesAreCompressedWhenAllowed() async throws {
        try await withServer(handler: Self.bigOrSmall) { _, bound in
            let connection = try RawConnection(port: bound.port)
            for _ in 1...2 {
                await connection.send("GET /big HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate\r\n\r\n")
                let reply = try await connection.readResponse()
                #expect(reply.header("content-encoding") == "gzip" && reply.header("vary") == "Accept-Encoding")
                #expect(reply.body.prefix(2) == [0x1F, 0x8B] && reply.body.count < 1000)
                // The last four bytes of a gzip member are the length of what it holds (RFC 1952).
                let length = reply.body.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
                #expect(length == Self.big.count)
            }
            for request in [
                "GET /small HTTP/1.1\r\nAccept-Encoding: gzip", "GET /big HTTP/1.1\r\nAccept-Encoding: gzip;q=0",
            ] {
                await connection.send("\(request)\r\nHost: x\r\n\r\n")
                let reply = try await connection.readResponse()
                #expect(reply.status == 200 && reply.header("content-encoding") == nil)
            }
            await connection.send("HEAD /big HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
            let head = try await connection.read()
            #expect(head.body.isEmpty && head.header("content-length") == "\(Self.big.count)")
        }
    }

    @Test func garbageNeitherStopsNorBlocksTheServer() async throws {
        var limits = Limits()
        limits.headerDeadline = .milliseconds(200)
        try await withServer(limits) { _, bound in
            var generator = Seeded(state: 42)
            let valid = Array(
                "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
            for _ in 1...150 {
                var bytes = valid
                for _ in 1...Int.random(in: 1...6, using: &generator) {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                let connection = try RawConnection(port: bound.port)
                await connection.send(bytes)
                connection.endSending()
                #expect(try await connection.read().isClosed)
            }
            #expect(try await HTTPClient.get("/", from: bound).status == 200)
        }
    }
}
