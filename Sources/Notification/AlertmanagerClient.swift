import FoundationEssentials
import HTTP
import QueueExecutor
import ReplicationCore

/// Sends alerts to one Alertmanager and interprets its response.
struct AlertmanagerClient: Sendable {
    /// How a request ended.
    enum Outcome: Sendable, Hashable {
        /// It accepted all alerts; the difference of its clock from ours, if the response has a date.
        case accepted(clock: ClockDifference?)
        /// The request is too large for it, or for a proxy in front of it.
        case tooLarge(reason: String)
        /// It refused alerts as invalid; it may have accepted others of the same request.
        case refused(reason: String)
        /// Somebody must correct the configuration, here or there; retrying soon is useless.
        case misconfigured(reason: String)
        /// The failure may pass by itself. The alerts may have arrived nevertheless.
        case unavailable(reason: String, mayHaveArrived: Bool)
    }

    var target: AlertmanagerTarget
    /// Reads a file that holds a secret.
    var readSecret: @Sendable (String) throws -> String

    /// Alertmanager's responses are short; anything longer is not one.
    private static let maximumResponseBytes = 256 << 10

    func post(_ alerts: [PostableAlert], timeout: Duration) async -> Outcome {
        var headers = [(name: "Content-Type", value: "application/json"), (name: "User-Agent", value: "replmon")]
        do {
            if let authorization = try authorization() { headers.append(("Authorization", authorization)) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes]
            let body = Array(try encoder.encode(alerts))
            let sentAt = MonotonicClock.wallNow()
            let response = try await HTTPClient.send(
                "POST", target.prefix + "/api/v2/alerts", headers: headers, body: body, to: target.endpoint,
                timeout: timeout, maximumBodyBytes: Self.maximumResponseBytes)
            let clock = ClockDifference(
                dateField: response.header("Date"), sentAt: sentAt, answeredAt: MonotonicClock.wallNow())
            return meaning(of: response, clock: clock)
        } catch let error as HTTPClientError {
            return Self.meaning(of: error)
        } catch {
            return .misconfigured(reason: "\(error)")
        }
    }

    private func authorization() throws -> String? {
        switch target.authorization {
        case .none:
            return nil
        case .basic(let username, let file):
            return "Basic " + Data("\(username):\(try readSecret(file))".utf8).base64EncodedString()
        case .bearer(let file):
            return "Bearer " + (try readSecret(file))
        }
    }

    private static func meaning(of error: HTTPClientError) -> Outcome {
        switch error {
        case .unreachable, .permissionDenied: .unavailable(reason: "\(error)", mayHaveArrived: false)
        case .insecure, .invalidRequest: .misconfigured(reason: "\(error)")
        case .interrupted, .timeout, .malformed, .tooLarge, .cancelled:
            .unavailable(reason: "\(error)", mayHaveArrived: true)
        }
    }

    private func meaning(of response: HTTPResponse, clock: ClockDifference?) -> Outcome {
        let message = Self.message(of: response)
        let quoted = message.isEmpty ? "" : " (\(message))"
        switch response.status {
        case 200..<300:
            return .accepted(clock: clock)
        case 400 where Self.isJSON(response), 422 where Self.isJSON(response):
            return .refused(reason: message)
        case 300..<400:
            let place = response.header("Location").map { " to \(Self.line($0))" } ?? ""
            return .misconfigured(
                reason: "it redirects\(place), which is not followed; write the address itself as `url`")
        case 401, 403:
            let files = "`username` and `password_file`, or `bearer_token_file`"
            return .misconfigured(
                reason: "it refuses the login with status \(response.status)\(quoted); check \(files)")
        case 404, 405:
            return .misconfigured(
                reason: "there is no Alertmanager API v2 at this URL (status \(response.status)); check its path")
        case 413:
            return .tooLarge(reason: "too large for it (status 413)")
        case 408, 429, 500...:
            return .unavailable(reason: "it answers with status \(response.status)\(quoted)", mayHaveArrived: true)
        default:
            return .misconfigured(
                reason: "it answers with status \(response.status)\(quoted); check that this URL is an Alertmanager's")
        }
    }

    private static func isJSON(_ response: HTTPResponse) -> Bool {
        response.header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false
    }

    /// The server's message in one line: the content of a JSON string, or any other text as it is.
    private static func message(of response: HTTPResponse) -> String {
        let text = try? JSONDecoder().decode(String.self, from: Data(response.body))
        return line(text ?? String(decoding: response.body.prefix(2_000), as: UTF8.self))
    }

    private static func line(_ text: String) -> String {
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(visible.prefix(300)).split(separator: " ").joined(separator: " ")
    }
}
