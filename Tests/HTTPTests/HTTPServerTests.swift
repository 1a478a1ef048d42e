import Glibc
import HTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPServerTests {
    @Test func answersAndReportsItsPort() async throws {
        try await withServer { server, bound in
            let response = try await HTTPClient.get("/a%20b?lag=16MB&x=%2Fy+z&flag", from: bound)
            #expect(response.status == 200)
            #expect(response.body == Array("GET /a b [lag=16MB,x=/y z,flag=] 0\n".utf8))
            #expect(response.header("content-type") == "text/plain; charset=utf-8")
            #expect(bound.description == "127.0.0.1:\(bound.port ?? 0)")
            #expect(server.statistics().responsesByStatus == [200: 1])
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await withServer { server, bound in
            let address = ListenAddress.tcp(host: "127.0.0.1", port: bound.port ?? 0)
            let error = await #expect(throws: HTTPServerError.addressInUse(address.description)) {
                _ = try await server.listen(on: address, handler: echo)
            }
            #expect(error?.description.contains(address.description) == true)
        }
    }

    @Test func anAddressOfAnotherMachineAndAnUnknownNameAreRefused() async throws {
        let server = HTTPServer()
        await #expect(throws: HTTPServerError.addressUnavailable("192.0.2.1:0")) {
            _ = try await server.listen(on: .tcp(host: "192.0.2.1", port: 0), handler: echo)
        }
        await #expect(throws: HTTPServerError.unresolvable(host: "no-such-host.invalid")) {
            _ = try await server.listen(on: .tcp(host: "no-such-host.invalid", port: 0), handler: echo)
        }
        await server.shutdown(within: .zero)
        await #expect(throws: HTTPServerError.stopped) {
            _ = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0), handler: echo)
        }
    }

    @Test func listenersHaveTheirOwnHandlersAndCloseAlone() async throws {
        try await withServer { server, first in
            let second = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0)) { _ in .text(418, "other") }
            #expect(try await HTTPClient.get("/", from: second).status == 418)
            let idle = try RawConnection(port: second.port)
            await idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await idle.readResponse().status == 418)
            await server.close(second)
            #expect(try await idle.read().isClosed)
            await #expect(throws: HTTPClientError.self) { _ = try await HTTPClient.get("/", from: second) }
            #expect(try await HTTPClient.get("/", from: first).status == 200)
        }
    }

    @Test func anInheritedDescriptorIsServed() async throws {
        let inherited = try SilentServer(isOwned: false)
        let server = HTTPServer()
        let bound = try await server.listen(on: .inherited(descriptor: inherited.descriptor), handler: echo)
        #expect(bound.port == inherited.port)
        #expect(try await HTTPClient.get("/", from: bound).status == 200)
        await server.shutdown(within: .zero)
    }

    @Test func aDescriptorThatDoesNotListenIsRefused() async throws {
        let server = HTTPServer()
        for descriptor in [0, socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0), 9_999] {
            await #expect(throws: HTTPServerError.notListening(descriptor: descriptor)) {
                _ = try await server.listen(on: .inherited(descriptor: descriptor), handler: echo)
            }
            if descriptor > 0 { close(descriptor) }
        }
        await server.shutdown(within: .zero)
    }

    @Test func shutdownIsBoundedWhileAHandlerHangs() async throws {
        let gate = Gate()
        let server = HTTPServer()
        let bound = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0)) { request in
            await gate.wait()
            return await echo(request)
        }
        let connection = try RawConnection(port: bound.port)
        await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { gate.waiting == 1 })
        let elapsed = await ContinuousClock().measure { await server.shutdown(within: .milliseconds(300)) }
        #expect(elapsed > .milliseconds(290) && elapsed < .seconds(3))
        let reply = try await connection.read()
        #expect(reply.bytes.isEmpty && reply.isClosed)
        // The handler ends after its server: it must find nothing to write to, and harm nothing.
        gate.open()
        #expect(server.statistics().responsesByStatus.isEmpty)
    }

    @Test func shutdownLetsAResponseUnderWayFinish() async throws {
        let gate = Gate()
        let server = HTTPServer()
        let bound = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0)) { request in
            await gate.wait()
            return await echo(request)
        }
        let idle = try RawConnection(port: bound.port)
        let busy = try RawConnection(port: bound.port)
        await busy.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { gate.waiting == 1 })
        let stopping = Task { await ContinuousClock().measure { await server.shutdown(within: .seconds(30)) } }
        #expect(try await idle.read().isClosed)
        gate.open()
        let reply = try await busy.read()
        #expect(reply.text.hasPrefix("GET /busy") && reply.isClosed)
        #expect(reply.header("connection") == "close")
        #expect(await stopping.value < .seconds(10))
    }

    @Test func countsConnectionsAndResponses() async throws {
        try await withServer { server, bound in
            let bad = try RawConnection(port: bound.port)
            await bad.send("nonsense\r\n\r\n")
            #expect(try await bad.read().status == 400)
            _ = try await HTTPClient.get("/", from: bound)
            let statistics = server.statistics()
            #expect(statistics.accepted == 2 && statistics.refused == 0)
            #expect(statistics.responsesByStatus == [200: 1, 400: 1])
            #expect(await eventually { server.statistics().open <= 1 })
        }
    }
}
