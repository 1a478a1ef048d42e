import Alerting
import Exposition
import HTTP
import ReplicationCore
import StatusAPI
import Synchronization
import Testing

@testable import ReplmonDaemon

struct EndpointsTests {
    /// One cluster, whose only node has been polled or not.
    private static func snapshot(polled: Bool) -> Snapshot {
        let view = ClusterView(
            name: "orders", kind: .postgresql,
            nodes: [
                NodeView(name: "db-a", role: "primary", reachable: polled, observedAge: polled ? .seconds(1) : nil)
            ],
            links: [], conditions: [], firstRoundDone: polled)
        let wall = WallInstant(milliseconds: 0)
        return Snapshot(
            generatedAt: wall, instant: MonotonicInstant(nanoseconds: 0),
            clusters: [ClusterAssessment(view: view, rules: AlertRules())], alerts: [],
            daemon: DaemonStatus(
                version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: []))
    }

    private static func endpoints(
        polled: Bool = true, reload: @escaping @Sendable () async -> ReloadReply = { .success(changed: []) }
    ) -> Endpoints {
        Endpoints(store: SnapshotStore(snapshot(polled: polled)), serving: { ServingStatistics() }, reload: reload)
    }

    private static func text(_ response: HTTPResponse) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("/", "text/html", "orders"), ("/metrics", "text/plain; version=0.0.4", "replmon_cluster_verdict"),
            ("/healthz", "text/plain", "alive"), ("/readyz", "text/plain", "ready"),
            ("/api/v1/status", "application/json", #""verdict":"ok""#),
            ("/api/v1/alerts", "application/json", #""status":"success""#),
        ])
    func eachPathAnswersOnBothSides(path: String, type: String, content: String) async {
        for method in ["GET", "HEAD"] {
            let request = HTTPRequest(method: method, path: path)
            for response in [
                await Self.endpoints().publicHandler(request), await Self.endpoints().controlHandler(request),
            ] {
                #expect(response.status == 200)
                #expect(response.header("Content-Type")?.hasPrefix(type) == true)
                #expect(Self.text(response).contains(content))
            }
        }
    }

    @Test func readinessWaitsForTheFirstRoundAndSaysForWhom() async {
        let waiting = await Self.endpoints(polled: false).publicHandler(HTTPRequest(path: "/readyz"))
        #expect(waiting.status == 503 && Self.text(waiting).contains("orders"))
        #expect(await Self.endpoints(polled: false).publicHandler(HTTPRequest(path: "/healthz")).status == 200)
        #expect(await Self.endpoints(polled: false).publicHandler(HTTPRequest(path: "/metrics")).status == 200)
    }

    @Test(arguments: ["/nothing", "/api/v1", "/metrics/", "//metrics", "*", ""])
    func otherPathsAreNotFound(path: String) async {
        #expect(await Self.endpoints().publicHandler(HTTPRequest(path: path)).status == 404)
        #expect(await Self.endpoints().controlHandler(HTTPRequest(path: path)).status == 404)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
    func otherMethodsAreNotAllowed(method: String) async {
        for path in ["/", "/metrics", "/api/v1/status", "/nothing"] {
            let response = await Self.endpoints().publicHandler(HTTPRequest(method: method, path: path))
            #expect(response.status == 405 && response.header("Allow") == "GET, HEAD")
        }
    }

    @Test func openMetricsIsSentToThoseWhoAsk() async {
        let request = HTTPRequest(path: "/metrics", headers: [("Accept", "application/openmetrics-text;version=1.0.0")])
        let response = await Self.endpoints().publicHandler(request)
        #expect(response.header("Content-Type")?.hasPrefix("application/openmetrics-text") == true)
        #expect(Self.text(response).hasSuffix("# EOF\n"))
    }

    @Test func onlyTheControlSocketReloads() async throws {
        let reloads = Mutex(0)
        let outcomes = [ReloadReply.success(changed: ["x"]), .error(problems: ["replmon.yml:1:1: no"])]
        let reload: @Sendable () async -> ReloadReply = {
            outcomes[
                reloads.withLock { count in
                    defer { count += 1 }
                    return count
                }]
        }
        let endpoints = Self.endpoints(reload: reload)
        let post = HTTPRequest(method: "POST", path: "/api/v1/reload")
        #expect(await endpoints.publicHandler(post).status == 405)
        #expect(await endpoints.publicHandler(HTTPRequest(path: "/api/v1/reload")).status == 404)
        let get = await endpoints.controlHandler(HTTPRequest(path: "/api/v1/reload"))
        #expect(get.status == 405 && get.header("Allow") == "POST" && reloads.withLock { $0 } == 0)
        let accepted = await endpoints.controlHandler(post)
        #expect(accepted.status == 200)
        #expect(try ReloadReply(json: accepted.body) == outcomes[0])
        let refused = await endpoints.controlHandler(post)
        #expect(refused.status == 422)
        #expect(try ReloadReply(json: refused.body) == outcomes[1])
    }
}
