internal import Alerting
internal import Exposition
internal import HTTP
internal import QueueExecutor
internal import Replication

/// What each path answers. Everything is read from the published snapshot: a request never reaches a database.
struct Endpoints: Sendable {
    let store: SnapshotStore
    let serving: @Sendable () -> ServingStatistics
    /// Reloads the configuration; only the control socket offers it.
    let reload: @Sendable () async -> ReloadReply

    /// The read-only endpoints, for TCP.
    func publicHandler(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            return Self.notAllowed("GET, HEAD")
        }
        return page(request) ?? .text(404, "no such page; see / for what there is")
    }

    /// The same and what changes something, for the control socket.
    func controlHandler(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.path == "/api/v1/reload" else { return await publicHandler(request) }
        guard request.method == "POST" else { return Self.notAllowed("POST") }
        let reply = await reload()
        return .json(reply.isSuccess ? 200 : 422, reply.json())
    }

    private static func notAllowed(_ methods: String) -> HTTPResponse {
        var response = HTTPResponse.text(405, "use \(methods)")
        response.headers.append((name: "Allow", value: methods))
        return response
    }

    private func page(_ request: HTTPRequest) -> HTTPResponse? {
        let snapshot = store.current
        let now = MonotonicClock.now()
        switch request.path {
        case "/":
            return HTTPResponse(
                status: 200, contentType: "text/html; charset=utf-8", body: StatusPage.html(snapshot, now: now))
        case "/metrics": return metrics(request, snapshot: snapshot, now: now)
        case "/healthz": return .text(200, "alive")
        case "/readyz": return readiness(snapshot)
        case "/api/v1/status": return .json(200, StatusDocument(snapshot, now: now).json())
        case "/api/v1/alerts": return .json(200, AlertsDocument(snapshot).json())
        default: return nil
        }
    }

    private func metrics(_ request: HTTPRequest, snapshot: Snapshot, now: MonotonicInstant) -> HTTPResponse {
        let format = MetricsPage.Format.negotiate(accept: request.header("Accept"))
        let body = MetricsPage.render(
            snapshot, process: ProcessStatistics.ofThisProcess(), serving: serving(),
            now: now, format: format)
        return HTTPResponse(status: 200, contentType: format.contentType, body: body)
    }

    private func readiness(_ snapshot: Snapshot) -> HTTPResponse {
        if snapshot.firstRoundDone { return .text(200, "ready") }
        let waiting = snapshot.clusters.filter { !$0.view.firstRoundDone }.map(\.view.name).joined(separator: ", ")
        return .text(503, "the first round of polls is not finished: \(waiting)")
    }
}
