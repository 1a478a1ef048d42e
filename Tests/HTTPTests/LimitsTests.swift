import HTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LimitsTests {
    static func reply(_ request: String, limits: Limits = .default) async throws -> RawReply {
        var reply = RawReply(bytes: [], isClosed: false)
        try await withServer(limits) { server, bound in
            do {
                let connection = try RawConnection(port: bound.port)
                await connection.send(request)
                reply = try await connection.read()
            }
            #expect(await eventually { server.statistics().open == 0 })
        }
        return reply
    }

    @Test(arguments: [
        (414, "GET /\(String(repeating: "a", count: 2100)) HTTP/1.1\r\nHost: x\r\n\r\n"),
        (414, "GET /\(String(repeating: "a", count: 100_000))"),
        (414, "\r\nGET /\(String(repeating: "a", count: 2100)) HTTP/1.1\r\nHost: x\r\n\r\n"),
        (431, "GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 5000))\r\n\r\n"),
        (
            431,
            "GET / HTTP/1.1\r\nHost: x\r\n"
                + String(repeating: "A: \(String(repeating: "a", count: 99))\r\n", count: 90)
        ),
        (431, "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "A: b\r\n", count: 64))\r\n"),
        (413, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"),
        (413, "HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"),
        (413, "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (413, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"),
        (400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        (400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        (400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        (400, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), (400, "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
        (400, "GET * HTTP/1.1\r\nHost: x\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        (400, "nonsense\r\n\r\n"), (400, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\r\n"),
        (501, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        (505, "GET / HTTP/3.0\r\nHost: x\r\n\r\n"), (405, "CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ])
    func refusesAndCloses(status: Int, request: String) async throws {
        let reply = try await Self.reply(request)
        #expect(reply.status == status)
        #expect(reply.isClosed && reply.header("connection") == "close")
    }

    @Test func requestsAtTheLimitsAreServed() async throws {
        let line = "GET /\(String(repeating: "a", count: (2 << 10) - 16)) HTTP/1.1\r\n"
        #expect(line.utf8.count == 2 << 10)
        let connection = "Connection: close\r\nHost: x\r\n\r\n"
        #expect(try await Self.reply(line + connection).status == 200)
        let fields = String(repeating: "A: b\r\n", count: 62)
        #expect(try await Self.reply("GET / HTTP/1.1\r\n\(fields)\(connection)").status == 200)
        let long = "A: \(String(repeating: "a", count: 4000))\r\n"
        #expect(try await Self.reply("GET / HTTP/1.1\r\n\(long)\(connection)").status == 200)
    }

    @Test func bodiesOfTheControlSocketAreCapped() async throws {
        let size = Limits.controlSocket.bodyBytes
        let head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        let body = String(repeating: "x", count: size)
        let fits = try await Self.reply("\(head)Content-Length: \(size)\r\n\r\n\(body)", limits: .controlSocket)
        #expect(fits.text == "POST / [] \(size)\n")
        let tooLong = try await Self.reply("\(head)Content-Length: \(size + 1)\r\n\r\n", limits: .controlSocket)
        #expect(tooLong.status == 413)
        let chunk = "\(String(size, radix: 16))\r\n\(body)\r\n"
        let chunked = "\(head)Transfer-Encoding: chunked\r\n\r\n\(chunk)"
        #expect(try await Self.reply(chunked + "0\r\n\r\n", limits: .controlSocket).text == "POST / [] \(size)\n")
        #expect(try await Self.reply(chunked + "1\r\nx\r\n0\r\n\r\n", limits: .controlSocket).status == 413)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n",
    ])
    func aDrippingClientGetsNoExtension(start: String) async throws {
        var limits = Limits.controlSocket
        (limits.headerDeadline, limits.requestDeadline) = (.milliseconds(300), .milliseconds(400))
        try await withServer(limits) { _, bound in
            let began = ContinuousClock.now
            let connection = try RawConnection(port: bound.port)
            await connection.send(start)
            let dripping = Task {
                while await connection.send("a") { try await Task.sleep(for: .milliseconds(40)) }
            }
            let reply = try await connection.readResponse()
            dripping.cancel()
            #expect(reply.status == 408)
            #expect((.milliseconds(300)...(.seconds(3))).contains(ContinuousClock.now - began))
        }
    }

    @Test func aLaterRequestHasItsOwnHeaderDeadline() async throws {
        var limits = Limits()
        limits.headerDeadline = .milliseconds(300)
        try await withServer(limits) { _, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.readResponse().status == 200)
            await connection.send("GET ")
            let reply = try await connection.read()
            #expect(reply.status == 408 && reply.isClosed)
        }
    }

    @Test func silentConnectionsAreClosedWithoutAWord() async throws {
        var limits = Limits()
        (limits.headerDeadline, limits.idleDeadline) = (.milliseconds(200), .milliseconds(200))
        try await withServer(limits) { _, bound in
            let silent = try RawConnection(port: bound.port)
            let idle = try RawConnection(port: bound.port)
            await idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await idle.readResponse().status == 200)
            for connection in [silent, idle] {
                let reply = try await connection.read()
                #expect(reply.bytes.isEmpty && reply.isClosed)
            }
        }
    }

    @Test func aHandlerThatHangsIsAnsweredForAndCancelled() async throws {
        var limits = Limits()
        limits.handlerDeadline = .milliseconds(200)
        let cancelled = Gate()
        try await withServer(
            limits,
            handler: { request in
                try? await Task.sleep(for: .seconds(60))
                if Task.isCancelled { await cancelled.wait() }
                return await echo(request)
            }
        ) { server, bound in
            let response = try await HTTPClient.get("/", from: bound)
            #expect(response.status == 503)
            #expect(await eventually { cancelled.waiting == 1 })
            cancelled.open()
            #expect(server.statistics().responsesByStatus == [503: 1])
        }
    }

    @Test func aClientThatDoesNotReadIsCutOff() async throws {
        var limits = Limits()
        limits.writeDeadline = .milliseconds(300)
        let big = [UInt8](repeating: 0, count: 64 << 20)
        try await withServer(limits, handler: { _ in .json(200, big) }) { server, bound in
            let connection = try RawConnection(port: bound.port)
            await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await eventually { server.statistics().responsesByStatus == [200: 1] })
            #expect(await eventually { server.statistics().open == 0 })
            #expect(try await connection.read().bytes.count < big.count)
        }
    }

    @Test(arguments: [(2, 16), (16, 2)])
    func connectionsOverACapAreTurnedAwayAndRoomIsMadeAgain(total: Int, perPeer: Int) async throws {
        var limits = Limits()
        (limits.connections, limits.connectionsPerPeer) = (total, perPeer)
        try await withServer(limits) { server, bound in
            var kept = try (1...2).map { _ in try RawConnection(port: bound.port) }
            for connection in kept {
                await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.readResponse().status == 200)
            }
            let third = try RawConnection(port: bound.port)
            let reply = try await third.read()
            #expect(reply.status == 503 && reply.isClosed)
            #expect(server.statistics().refused == 1)
            kept.removeLast()
            #expect(await eventually { server.statistics().open == 1 })
            #expect(try await HTTPClient.get("/", from: bound).status == 200)
        }
    }

    @Test func aFloodOfConnectionsIsBounded() async throws {
        var limits = Limits()
        limits.connections = 4
        try await withServer(limits) { server, bound in
            let flood = try (1...100).map { _ in try RawConnection(port: bound.port) }
            #expect(await eventually { server.statistics().accepted == flood.count })
            #expect(server.statistics().refused == 96)
            // Those that were refused count until they are closed.
            #expect(await eventually { server.statistics().open == 4 })
        }
    }
}
