import Glibc
import HTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SocketFileTests {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/socket" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: [0o660, 0o600, 0o666] as [UInt32])
    func hasTheStatedModeAndGoesAway(mode: UInt32) async throws {
        let server = HTTPServer()
        let bound = try await server.listen(
            on: .unix(path: path, mode: mode), limits: .controlSocket, handler: echo)
        #expect(directory.mode(of: "socket") == mode)
        #expect(bound.description == path && bound.port == nil)
        let body = [UInt8](repeating: 1, count: 64 << 10)
        let response = try await HTTPClient.send(
            "POST", "/silence", body: body, to: .unix(path: path), timeout: .seconds(10))
        #expect(response.body == Array("POST /silence [] 65536\n".utf8))
        await server.shutdown(within: .seconds(5))
        #expect(directory.mode(of: "socket") == nil)
    }

    @Test func aFileLeftByADeadProcessIsReplaced() async throws {
        let dead = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(dead)
        try #require(result == 0 && directory.mode(of: "socket") != nil)
        let server = HTTPServer()
        let bound = try await server.listen(on: .unix(path: path, mode: 0o600), handler: echo)
        #expect(try await HTTPClient.get("/", from: bound).status == 200)
        await server.shutdown(within: .seconds(5))
    }

    @Test func aLiveSocketIsLeftAlone() async throws {
        let first = HTTPServer()
        let bound = try await first.listen(on: .unix(path: path, mode: 0o600), handler: echo)
        let second = HTTPServer()
        await #expect(throws: HTTPServerError.socketInUse(path: path)) {
            _ = try await second.listen(on: .unix(path: path, mode: 0o600), handler: echo)
        }
        await second.shutdown(within: .zero)
        #expect(try await HTTPClient.get("/", from: bound).status == 200)
        await first.shutdown(within: .seconds(5))
    }

    @Test func aSocketThatReplacedOursIsNotRemoved() async throws {
        let first = HTTPServer()
        _ = try await first.listen(on: .unix(path: path, mode: 0o600), handler: echo)
        try #require(unsafe unlink(path) == 0)
        let second = HTTPServer()
        let bound = try await second.listen(on: .unix(path: path, mode: 0o600), handler: echo)
        await first.shutdown(within: .seconds(5))
        #expect(try await HTTPClient.get("/", from: bound).status == 200)
        await second.shutdown(within: .seconds(5))
    }

    @Test func otherFilesLongPathsAndMissingDirectoriesAreRefused() async throws {
        let file = directory.path + "/file"
        close(unsafe creat(file, 0o600))
        let long = directory.path + "/" + String(repeating: "x", count: 100)
        let server = HTTPServer()
        for (path, expected) in [
            (file, HTTPServerError.notSocket(path: file)), (long, .pathTooLong(path: long, limit: 107)),
            ("/nowhere/socket", .system(address: "/nowhere/socket", call: "bind", reason: "No such file or directory")),
        ] {
            await #expect(throws: expected) {
                _ = try await server.listen(on: .unix(path: path, mode: 0o600), handler: echo)
            }
        }
        await server.shutdown(within: .zero)
        #expect(directory.mode(of: "file") == 0o600)
    }
}
