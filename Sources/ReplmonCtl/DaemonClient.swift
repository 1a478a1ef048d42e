public import Exposition
internal import HTTP

/// Asks the daemon over its control socket. Everything it returns was worked out by the daemon.
public struct DaemonClient: Sendable {
    private let socket: String
    private let timeout: Duration

    /// A client of the daemon whose control socket is the file `socket`; `timeout` covers one request whole.
    public init(socket: String, timeout: Duration = .seconds(5)) {
        self.socket = socket
        self.timeout = timeout
    }

    /// The status document, and its bytes as they came, with keys that a later release may have added.
    public func status() async throws(DaemonClientError) -> (document: StatusDocument, bytes: [UInt8]) {
        let bytes = try await get("/api/v1/status")
        return (try decode { try StatusDocument(json: bytes) }, bytes)
    }

    /// The alerts that are pending, firing or suppressed, and the document's bytes as they came.
    public func alerts() async throws(DaemonClientError) -> (document: AlertsDocument, bytes: [UInt8]) {
        let bytes = try await get("/api/v1/alerts")
        return (try decode { try AlertsDocument(json: bytes) }, bytes)
    }

    /// Has the daemon read its configuration file again, and waits for the outcome. A refused file is a reply too.
    public func reload() async throws(DaemonClientError) -> ReloadReply {
        let response = try await send("POST", "/api/v1/reload")
        guard [200, 400, 422].contains(response.status) else { throw refusal(response) }
        return try decode { try ReloadReply(json: response.body) }
    }

    private func get(_ path: String) async throws(DaemonClientError) -> [UInt8] {
        let response = try await send("GET", path)
        guard response.status == 200 else { throw refusal(response) }
        return response.body
    }

    private func send(_ method: String, _ path: String) async throws(DaemonClientError) -> HTTPResponse {
        do {
            return try await HTTPClient.send(method, path, to: .unix(path: socket), timeout: timeout)
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

    /// The start of what the server says, on one line.
    private func refusal(_ response: HTTPResponse) -> DaemonClientError {
        let text = String(decoding: response.body.prefix(200), as: UTF8.self).oneLine
        return .unexpectedReply(socket: socket, reason: "status \(response.status) \(text)")
    }
}
