internal import HTTP
package import StatusAPI

/// Asks the daemon over its control socket. Everything it returns was worked out by the daemon.
package struct DaemonClient: Sendable {
    private let socket: String
    private let timeout: Duration

    /// Time for one request: longer than the daemon itself waits for its disk (5 s), so that it can say what is wrong.
    package static let usualTimeout: Duration = .seconds(10)

    /// A client of the daemon whose control socket is the file `socket`; `timeout` covers one request whole.
    package init(socket: String, timeout: Duration = usualTimeout) {
        self.socket = socket
        self.timeout = timeout
    }

    /// The status document, and its bytes as they came, with keys that a later release may have added.
    package func status() async throws(DaemonClientError) -> (document: StatusDocument, bytes: [UInt8]) {
        let bytes = try await get("/api/v1/status")
        return (try decode { try StatusDocument(json: bytes) }, bytes)
    }

    /// The alerts that are active, `includingResolved` those that ended lately too, and the document's bytes.
    package func alerts(
        includingResolved: Bool = false
    ) async throws(DaemonClientError) -> (document: AlertsDocument, bytes: [UInt8]) {
        let bytes = try await get("/api/v1/alerts" + (includingResolved ? "?all=true" : ""))
        return (try decode { try AlertsDocument(json: bytes) }, bytes)
    }

    /// The events, and the document's bytes. `since` is a time or a duration, as ``StatusAPI/EventsQuery`` reads it.
    package func events(
        since: String? = nil, limit: Int = EventsQuery.defaultLimit, cluster: String? = nil
    ) async throws(DaemonClientError) -> (document: EventsDocument, bytes: [UInt8]) {
        let fields = [("since", since), ("limit", String(limit)), ("cluster", cluster)]
        let query = fields.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
        let bytes = try await get("/api/v1/events?" + query.joined(separator: "&"))
        return (try decode { try EventsDocument(json: bytes) }, bytes)
    }

    /// The silences that are not over, and the document's bytes.
    package func silences() async throws(DaemonClientError) -> (document: SilencesDocument, bytes: [UInt8]) {
        let bytes = try await get("/api/v1/silences")
        return (try decode { try SilencesDocument(json: bytes) }, bytes)
    }

    /// Adds a silence.
    package func add(_ silence: SilenceRequest) async throws(DaemonClientError) -> (SilenceReply, bytes: [UInt8]) {
        let bytes = try await reply("POST", "/api/v1/silences", body: silence.json())
        return (try decode { try SilenceReply(json: bytes) }, bytes)
    }

    /// Ends a silence before its time.
    package func expireSilence(_ id: String) async throws(DaemonClientError) -> (SilenceReply, bytes: [UInt8]) {
        let bytes = try await reply("DELETE", "/api/v1/silences/" + id.percentEncoded)
        return (try decode { try SilenceReply(json: bytes) }, bytes)
    }

    /// Says that somebody takes care of alerts that fire.
    package func acknowledge(
        _ request: AcknowledgeRequest
    ) async throws(DaemonClientError) -> (AcknowledgeReply, bytes: [UInt8]) {
        let bytes = try await reply("POST", "/api/v1/acknowledgements", body: request.json())
        return (try decode { try AcknowledgeReply(json: bytes) }, bytes)
    }

    /// Has the daemon read its configuration file again, and waits for the outcome. A refused file is a reply too.
    package func reload() async throws(DaemonClientError) -> ReloadReply {
        let response = try await send("POST", "/api/v1/reload")
        guard [200, 400, 422].contains(response.status) else { throw refusal(response) }
        return try decode { try ReloadReply(json: response.body) }
    }

    private func get(_ path: String) async throws(DaemonClientError) -> [UInt8] {
        try await reply("GET", path)
    }

    /// The body of the reply, when that is what was asked for.
    private func reply(
        _ method: String, _ path: String, body: [UInt8] = []
    ) async throws(DaemonClientError) -> [UInt8] {
        let response = try await send(method, path, body: body)
        guard response.status == 200 else { throw refusal(response) }
        return response.body
    }

    private func send(
        _ method: String, _ path: String, body: [UInt8] = []
    ) async throws(DaemonClientError) -> HTTPResponse {
        do {
            let headers = body.isEmpty ? [] : [(name: "Content-Type", value: "application/json")]
            return try await HTTPClient.send(
                method, path, headers: headers, body: body, to: .unix(path: socket), timeout: timeout)
        } catch .unreachable(_, let reason) {
            throw .notRunning(socket: socket, reason: reason)
        } catch .permissionDenied {
            throw .notPermitted(socket: socket)
        } catch .timeout {
            throw .timeout(socket: socket, timeout)
        } catch .malformed(_, let reason) {
            throw .unexpectedReply(socket: socket, reason: reason)
        } catch {
            throw .unexpectedReply(socket: socket, reason: error.description)
        }
    }

    private func decode<Document>(_ decode: () throws -> Document) throws(DaemonClientError) -> Document {
        do {
            return try decode()
        } catch {
            throw .unexpectedReply(socket: socket, reason: "its document cannot be read (\(error))")
        }
    }

    /// The daemon's reasons for refusing the request; or the start of another server's reply, on one line.
    private func refusal(_ response: HTTPResponse) -> DaemonClientError {
        if (400..<500).contains(response.status), let reply = try? ErrorReply(json: response.body) {
            return .refused(reply.problems)
        }
        let text = String(decoding: response.body.prefix(200), as: UTF8.self).oneLine
        return .unexpectedReply(socket: socket, reason: "status \(response.status) \(text)")
    }
}

extension String {
    /// For a path or a query: everything but letters, digits and `-._~` as `%XX` (RFC 3986, section 2.1).
    fileprivate var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += (byte < 16 ? "%0" : "%") + digits
            }
        }
    }
}
