internal import Alerting
internal import Exposition
internal import HTTP
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// Answers each path. Everything but the events comes from the published snapshot: a request never reaches a watched
/// server.
struct Endpoints: Sendable {
    let store: SnapshotStore
    let serving: @Sendable () -> ServingStatistics
    /// For the requests that only the control socket accepts, and for the events.
    let actions: ControlActions

    /// The read-only endpoints, for TCP.
    func publicHandler(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            return Self.notAllowed("GET, HEAD")
        }
        return await page(request) ?? .text(404, "no such page; see / for what there is")
    }

    private static func notAllowed(_ methods: String) -> HTTPResponse {
        var response = HTTPResponse.text(405, "use \(methods)")
        response.headers.append((name: "Allow", value: methods))
        return response
    }

    private func page(_ request: HTTPRequest) async -> HTTPResponse? {
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
        case "/api/v1/alerts": return alerts(request, snapshot)
        case "/api/v1/silences": return .json(200, SilencesDocument(snapshot).json())
        case "/api/v1/events": return await events(request)
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

    private func alerts(_ request: HTTPRequest, _ snapshot: Snapshot) -> HTTPResponse {
        do throws(RequestProblems) {
            let query = try AlertsQuery(request.query)
            return .json(200, AlertsDocument(snapshot, includingResolved: query.includesResolved).json())
        } catch {
            return .problems(400, error.lines)
        }
    }

    private func events(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(RequestProblems) {
            let query = try EventsQuery(request.query, wallNow: MonotonicClock.wallNow())
            let found = query.select(await actions.events(query.since, query.searchLimit))
            // A cluster that is no longer watched may have events.
            if found.isEmpty, let missing = AlertMatcher(cluster: query.cluster).missingCluster(in: store.current) {
                return .problems(404, [missing])
            }
            return .json(200, EventsDocument(found).json())
        } catch {
            return .problems(400, error.lines)
        }
    }
}

/// Requests that change something, which only the control socket accepts.
extension Endpoints {
    private static let silences = "/api/v1/silences"

    /// The read-only endpoints and those that change something, for the control socket.
    func controlHandler(_ request: HTTPRequest) async -> HTTPResponse {
        switch request.path {
        case "/api/v1/reload":
            guard request.method == "POST" else { return Self.notAllowed("POST") }
            let reply = await actions.reload()
            return .json(reply.isSuccess ? 200 : 422, reply.json())
        case "/api/v1/acknowledgements":
            return request.method == "POST" ? await acknowledge(request.body) : Self.notAllowed("POST")
        case Self.silences where request.method == "POST": return await addSilence(request.body)
        case Self.silences where !["GET", "HEAD"].contains(request.method): return Self.notAllowed("GET, HEAD, POST")
        case let path where path.hasPrefix(Self.silences + "/"):
            let id = String(path.dropFirst(Self.silences.count + 1))
            return request.method == "DELETE" ? await expireSilence(id) : Self.notAllowed("DELETE")
        default: return await publicHandler(request)
        }
    }

    private func addSilence(_ body: [UInt8]) async -> HTTPResponse {
        do throws(RequestProblems) {
            let request = try SilenceRequest(body: body)
            let snapshot = store.current
            let problems = request.problems(in: snapshot)
            guard problems.isEmpty else { return .problems(422, problems) }
            var reply = await actions.addSilence(request)
            guard reply.isSuccess else { return .json(422, reply.json()) }
            reply.matchingAlerts = snapshot.alerts.count { $0.isActive && request.matcher.matches($0.identity) }
            return .json(200, reply.warning(request.warnings(in: snapshot)).json())
        } catch {
            return .problems(400, error.lines)
        }
    }

    private func expireSilence(_ id: String) async -> HTTPResponse {
        guard let reply = await actions.expireSilence(id) else {
            return .problems(404, ["no silence that is not over has the id \(id.oneLine)"])
        }
        return .json(reply.isSuccess ? 200 : 422, reply.json())
    }

    private func acknowledge(_ body: [UInt8]) async -> HTTPResponse {
        do throws(RequestProblems) {
            let request = try AcknowledgeRequest(body: body)
            let snapshot = store.current
            let problems = request.problems(in: snapshot)
            guard problems.isEmpty else { return .problems(404, problems) }
            let reply = await actions.acknowledge(request)
            guard reply.isSuccess else { return .json(422, reply.json()) }
            return .json(200, reply.warning(request.warnings(in: snapshot)).json())
        } catch {
            return .problems(400, error.lines)
        }
    }
}

extension HTTPResponse {
    fileprivate static func problems(_ status: Int, _ lines: [String]) -> HTTPResponse {
        .json(status, ErrorReply(problems: lines).json())
    }
}

extension Endpoints {
    /// Endpoints whose only action is to reload.
    init(
        store: SnapshotStore, serving: @escaping @Sendable () -> ServingStatistics,
        reload: @escaping @Sendable () async -> ReloadReply
    ) {
        var actions = ControlActions.unavailable
        actions.reload = reload
        self.init(store: store, serving: serving, actions: actions)
    }
}
