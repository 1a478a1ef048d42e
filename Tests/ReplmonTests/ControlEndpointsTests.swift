import Alerting
import Exposition
import HTTP
import ReplicationCore
import StatusAPI
import Synchronization
import Testing

@testable import ReplmonDaemon

/// What admins may change, and where from.
struct ControlEndpointsTests {
    private static let wall = WallInstant(milliseconds: 1_767_323_045_678)

    private static func snapshot() -> Snapshot {
        let condition = Condition(.postgresNodeDown, node: "db-b", truth: .holds, summary: "db-b does not answer")
        let view = ClusterView(
            name: "orders", kind: .postgresql,
            nodes: [NodeView(name: "db-b", role: "unknown", reachable: false, observedAge: nil)], links: [],
            conditions: [condition], firstRoundDone: true)
        var engine = AlertEngine()
        let input = AlertEngine.Input(
            cluster: "orders", condition: condition, rule: AlertCatalogue.row(for: .postgresNodeDown))
        for seconds in [0, 60] {
            let now = MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(seconds))
            _ = engine.evaluate([input], now: now, wallNow: wall)
        }
        return Snapshot(
            generatedAt: wall, instant: MonotonicInstant(nanoseconds: 0),
            clusters: [ClusterAssessment(view: view, rules: AlertRules())], alerts: engine.alerts,
            silences: [silence("a1")],
            daemon: DaemonStatus(
                version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: [],
                notifications: [AlertmanagerStatistics(url: "http://10.0.0.2:9093", capacity: 10)]))
    }

    private static func silence(_ id: String) -> Silence {
        Silence(
            id: id, matcher: AlertMatcher(cluster: "orders"), startsAt: wall,
            endsAt: WallInstant(milliseconds: wall.milliseconds + 60_000), author: "anna", reason: "r")
    }

    /// Endpoints that record each action as a line of text.
    private static func recording() -> (Endpoints, done: @Sendable () -> [String]) {
        let log = Log()
        var actions = ControlActions.unavailable
        actions.addSilence = { request in
            log.note("add \(request.matcher.cluster ?? "-") \(request.durationSeconds)")
            return .success(silence("b2"), warnings: ["not saved"])
        }
        actions.expireSilence = { id in
            log.note("expire \(id)")
            return id == "a1" ? .success(silence(id)) : nil
        }
        actions.acknowledge = { request in
            log.note("acknowledge \(request.alert) by \(request.author)")
            return .success(snapshot().alerts)
        }
        actions.events = { since, limit in
            log.note("events \(since?.milliseconds ?? -1) \(limit)")
            return (0..<3).map {
                Event(at: wall, kind: .election, cluster: $0 == 1 ? "media" : "orders", summary: "\($0)")
            }
        }
        let endpoints = Endpoints(
            store: SnapshotStore(snapshot()), serving: { ServingStatistics() }, actions: actions)
        return (endpoints, { log.lines })
    }

    private final class Log: Sendable {
        private let noted = Mutex([String]())
        var lines: [String] { noted.withLock { $0 } }
        func note(_ line: String) { noted.withLock { $0.append(line) } }
    }

    private static func post(_ path: String, _ body: String) -> HTTPRequest {
        HTTPRequest(method: "POST", path: path, body: Array(body.utf8))
    }

    @Test func aSilenceIsAddedAndSaysWhatItMatches() async throws {
        let (endpoints, done) = Self.recording()
        let body = #"{"cluster":"orders","node":"db-x","duration_seconds":60,"reason":"r"}"#
        let response = await endpoints.controlHandler(Self.post("/api/v1/silences", body))
        #expect(response.status == 200 && done() == ["add orders 60.0"])
        let reply = try SilenceReply(json: response.body)
        #expect(reply.isSuccess && reply.silence?.id == "b2" && reply.matchingAlerts == 0)
        #expect(reply.warnings == ["no node is named db-x at present", "not saved"])
        let all = await endpoints.controlHandler(
            Self.post("/api/v1/silences", #"{"alert":"*","duration_seconds":60,"reason":"r"}"#))
        #expect(try SilenceReply(json: all.body).matchingAlerts == 1)
    }

    @Test(arguments: [
        ("/api/v1/silences", "{}", 400), ("/api/v1/silences", "", 400),
        ("/api/v1/silences", #"{"cluster":"x","duration_seconds":60,"reason":"r"}"#, 422),
        ("/api/v1/acknowledgements", "{}", 400), ("/api/v1/acknowledgements", #"{"alert":"MongoNoPrimary"}"#, 404),
    ])
    func whatIsWrongIsSaidAndNotDone(path: String, body: String, status: Int) async throws {
        let (endpoints, done) = Self.recording()
        let response = await endpoints.controlHandler(Self.post(path, body))
        #expect(response.status == status && done().isEmpty)
        #expect(response.header("Content-Type") == "application/json")
        #expect(try !ErrorReply(json: response.body).problems.isEmpty)
    }

    @Test func silencesAreExpired() async throws {
        let (endpoints, done) = Self.recording()
        func delete(_ id: String) async -> HTTPResponse {
            await endpoints.controlHandler(HTTPRequest(method: "DELETE", path: "/api/v1/silences/\(id)"))
        }
        #expect(await delete("a1").status == 200)
        let missing = await delete("x\u{1B}")
        #expect(missing.status == 404)
        #expect(
            try ErrorReply(json: missing.body).problems == ["no silence that is not over has the id x\\u{1B}"])
        #expect(done() == ["expire a1", "expire x\u{1B}"])
    }

    @Test func alertsAreAcknowledged() async throws {
        let (endpoints, done) = Self.recording()
        let response = await endpoints.controlHandler(
            Self.post("/api/v1/acknowledgements", #"{"alert":"PostgresNodeDown","author":"anna"}"#))
        #expect(response.status == 200 && done() == ["acknowledge PostgresNodeDown by anna"])
        let reply = try AcknowledgeReply(json: response.body)
        #expect(reply.acknowledged.map(\.name) == ["PostgresNodeDown"])
        #expect(reply.warnings?.count == 1 && reply.warnings?.first?.contains("goes on reminding") == true)
    }

    @Test func onBothSidesThereAreEventsAndSilences() async throws {
        let (endpoints, done) = Self.recording()
        for handler in [endpoints.publicHandler, endpoints.controlHandler] {
            let silences = await handler(HTTPRequest(path: "/api/v1/silences"))
            #expect(try SilencesDocument(json: silences.body).silences.map(\.id) == ["a1"])
            let fields = [(name: "since", value: "1970-01-01T00:00:01Z"), (name: "limit", value: "1")]
            let events = await handler(HTTPRequest(path: "/api/v1/events", query: fields))
            #expect(try EventsDocument(json: events.body).events.map(\.summary) == ["2"])
            let media = await handler(
                HTTPRequest(path: "/api/v1/events", query: [(name: "cluster", value: "media")]))
            #expect(try EventsDocument(json: media.body).events.map(\.summary) == ["1"])
            for path in ["/api/v1/events", "/api/v1/alerts"] {
                let bad = await handler(HTTPRequest(path: path, query: [(name: "x", value: "1")]))
                #expect(bad.status == 400)
                #expect(try ErrorReply(json: bad.body).problems.first?.contains("`x`") == true)
            }
        }
        #expect(done() == ["events 1000 1", "events -1 10000", "events 1000 1", "events -1 10000"])
    }

    @Test func nothingIsChangedOverTCP() async {
        let (endpoints, done) = Self.recording()
        for path in ["/api/v1/silences", "/api/v1/silences/a1", "/api/v1/acknowledgements", "/api/v1/reload"] {
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                let request = HTTPRequest(method: method, path: path, body: Array("{}".utf8))
                #expect(await endpoints.publicHandler(request).status == 405)
            }
        }
        #expect(await endpoints.publicHandler(HTTPRequest(path: "/api/v1/silences/a1")).status == 404)
        #expect(done().isEmpty)
    }

    @Test(arguments: [
        ("DELETE", "/api/v1/silences", "GET, HEAD, POST"), ("GET", "/api/v1/silences/a1", "DELETE"),
        ("POST", "/api/v1/silences/a1", "DELETE"), ("GET", "/api/v1/acknowledgements", "POST"),
        ("POST", "/api/v1/events", "GET, HEAD"), ("POST", "/api/v1/status", "GET, HEAD"),
    ])
    func otherMethodsAreNotAllowed(method: String, path: String, allowed: String) async {
        let (endpoints, done) = Self.recording()
        let response = await endpoints.controlHandler(HTTPRequest(method: method, path: path))
        #expect(response.status == 405 && response.header("Allow") == allowed && done().isEmpty)
    }
}
