import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct SilenceRequestTests {
    private static func problems(_ body: String) -> [String] {
        do throws(RequestProblems) {
            _ = try SilenceRequest(body: Array(body.utf8))
            return []
        } catch {
            return error.lines
        }
    }

    @Test func readsWhatIsRight() throws {
        let body = """
            {"version":1,"cluster":"orders","node":"db-*","alert":"PostgresReplicationLag","duration_seconds":7200.5,
             "reason":"disk\\nswap\\u001b[2J","author":"anna"}
            """
        let request = try SilenceRequest(body: Array(body.utf8))
        #expect(request.matcher == AlertMatcher(cluster: "orders", node: "db-*", alert: "PostgresReplicationLag"))
        #expect(request.duration == .milliseconds(7_200_500))
        #expect(request.reason == "disk swap\\u{1B}[2J" && request.author == "anna")
        #expect(try SilenceRequest(body: request.json()) == request)
    }

    @Test func whatIsLeftOutOrNullIsAny() throws {
        let request = try SilenceRequest(
            body: Array(#"{"alert":"*","node":null,"duration_seconds":1,"reason":"r"}"#.utf8))
        #expect(request.matcher == AlertMatcher(alert: "*") && request.author == "not named")
    }

    @Test(arguments: [
        ("", ["the body is not a JSON object"]), ("[]", ["the body is not a JSON object"]),
        ("{", ["the body is not a JSON object"]), (#""x""#, ["the body is not a JSON object"]),
        (
            "{}",
            [
                "`duration_seconds` is missing", "`reason` is missing",
                "name at least one of `cluster`, `node` and `alert`; `*` stands for any",
            ]
        ),
        (
            #"{"cluster":"a","duration_seconds":60,"reason":"r","reson":1,"a\u001b":2}"#,
            [
                "there is no `a\\u{1B}`; there are: cluster, node, alert, duration_seconds, reason, author",
                "there is no `reson`; there are: cluster, node, alert, duration_seconds, reason, author",
            ]
        ),
        (
            #"{"cluster":5,"node":["x"],"alert":true,"duration_seconds":"1h","reason":{},"author":1.5}"#,
            [
                "`cluster` must be a string", "`node` must be a string", "`alert` must be a string",
                "`duration_seconds` must be a number from 1 to 2592000 (30 days)", "`reason` must be a string",
                "`author` must be a string", "name at least one of `cluster`, `node` and `alert`; `*` stands for any",
            ]
        ),
        (
            #"{"cluster":" ","alert":"PostgresLag","duration_seconds":0.5,"reason":"\t\n","author":""}"#,
            [
                "`cluster` is empty", "no alert is named PostgresLag",
                "`duration_seconds` must be a number from 1 to 2592000 (30 days)", "`reason` is empty",
                "`author` is empty",
            ]
        ),
        (
            #"{"version":2,"alert":"*","duration_seconds":2592001,"reason":"r"}"#,
            ["`version` must be 1", "`duration_seconds` must be a number from 1 to 2592000 (30 days)"]
        ),
    ])
    func saysEverythingThatIsWrong(body: String, problems: [String]) {
        #expect(Self.problems(body) == problems)
    }

    @Test(arguments: ["-1", "1e308", "1e400", "-0", "99999999999999999999", "null", "NaN"])
    func noNumberTraps(number: String) {
        #expect(!Self.problems(#"{"alert":"*","duration_seconds":\#(number),"reason":"r"}"#).isEmpty)
        let request = SilenceRequest(alert: "*", duration: .seconds(Int64.max), reason: "r", author: "a")
        #expect(request.duration == .seconds(30 * 86_400))
    }

    @Test func textsAreBounded() {
        func body(_ reason: String) -> String { #"{"alert":"*","duration_seconds":5,"reason":"\#(reason)"}"# }
        #expect(Self.problems(body(String(repeating: "ä", count: 500))).isEmpty)
        // One character for people, of many code points.
        for reason in [String(repeating: "a", count: 501), "e" + String(repeating: "\u{301}", count: 500)] {
            #expect(Self.problems(body(reason)) == ["`reason` is longer than 500 characters"])
        }
        let many = (0..<3000).map { "\"\($0)\":1" }.joined(separator: ",")
        #expect(Self.problems("{\(many)}").count < 20)
    }

    @Test func noBytesTrap() {
        let good = Array(#"{"cluster":"a","duration_seconds":60.5,"reason":"r\u00e9"}"#.utf8)
        let seed = UInt64.random(in: 0 ... .max)
        print("SilenceRequestTests.noBytesTrap: seed \(seed)")
        var random = Seeded(state: seed)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? SilenceRequest(body: bytes.dropLast(Int.random(in: 0...5, using: &random)))
        }
        _ = try? SilenceRequest(body: Array(repeating: UInt8(ascii: "["), count: 64 << 10))
        _ = try? SilenceRequest(body: Array(String(repeating: #"{"a":"#, count: 10_000).utf8))
    }

    @Test func aClusterMustBeThereANodeNeedNot() throws {
        let snapshot = Samples.healthy()
        func request(_ cluster: String?, _ node: String? = nil) -> SilenceRequest {
            SilenceRequest(cluster: cluster, node: node, duration: .seconds(60), reason: "r", author: "a")
        }
        #expect(request("ordres").problems(in: snapshot) == ["no cluster is named ordres; there are: orders, media"])
        for cluster in ["orders", "ord*", "*", nil] { #expect(request(cluster).problems(in: snapshot).isEmpty) }
        #expect(request("*").problems(in: Samples.snapshot([])).isEmpty)
        #expect(request("orders", "db-b").warnings(in: snapshot).isEmpty)
        #expect(request(nil, "10.0.1.1*").warnings(in: snapshot).isEmpty)
        #expect(request("media", "db-b").warnings(in: snapshot) == ["no node is named db-b at present"])
        var full = snapshot
        full.silences = (0..<1000).map { Samples.silence(id: "\($0)") }
        #expect(request("orders").problems(in: full) == ["there are 1000 silences already; expire some"])
    }
}
