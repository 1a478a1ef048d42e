import Testing

@testable import HTTP

struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/"), ("/metrics?", "/metrics"), ("/health/a%2Fb", "/health/a/b"), ("/%C3%A9", "/é"), ("/a+b", "/a+b"),
        ("http://host:1/status?x", "/status"), ("HTTP://host", "/"), ("http://host?x=1", "/"), ("//x/y", "//x/y"),
    ])
    func decodesPaths(target: String, path: String) {
        #expect(RequestTarget(target, method: "GET")?.path == path)
    }

    @Test(arguments: [
        "", "*", "metrics", "/%", "/%4", "/%zz", "/%00", "/x%00y", "/%ff", "/a b", "/é", "/#top", "/?a=%", "ftp://h/",
        "/?%00=1", "/\u{7F}",
    ])
    func refusesMalformedTargets(target: String) {
        #expect(RequestTarget(target, method: "GET") == nil)
    }

    @Test func starIsForOptions() {
        #expect(RequestTarget("*", method: "OPTIONS")?.path == "*")
    }

    @Test func decodesQueriesInOrder() throws {
        let query = try #require(RequestTarget("/?a=1&&b=%26%3D+x&a=2=3&c", method: "GET")).query
        #expect(query.map(\.name) == ["a", "b", "a", "c"])
        #expect(query.map(\.value) == ["1", "&= x", "2=3", ""])
    }
}
