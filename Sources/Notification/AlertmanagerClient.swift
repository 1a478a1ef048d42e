import FoundationEssentials
import HTTP
import QueueExecutor
import ReplicationCore

/// Sends alerts to one Alertmanager, and says what its answer means.
struct AlertmanagerClient: Sendable {
    /// How a request ended.
    enum Outcome: Sendable, Hashable {
        /// It took all of it; how far its clock is from ours, if it says what it shows.
        case taken(clock: ClockDifference?)
        /// The request is too large for it, or for what stands in front of it.
        case tooLarge(words: String)
        /// It took what is valid of it, and said what is not.
        case refused(words: String)
        /// Somebody has to mend something; trying again soon is of no use.
        case mistaken(reason: String)
        /// It may get better by itself; whether the alerts arrived all the same.
        case unavailable(reason: String, mayHaveArrived: Bool)
    }

    var target: AlertmanagerTarget
    /// Reads a file that holds a secret.
    var readSecret: @Sendable (String) throws -> String

    /// Alertmanager's answers are short; whatever is longer is not one.
    private static let maximumAnswerBytes = 256 << 10

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
                timeout: timeout, maximumBodyBytes: Self.maximumAnswerBytes)
            let clock = ClockDifference(
                dateField: response.header("Date"), sentAt: sentAt, answeredAt: MonotonicClock.wallNow())
            return meaning(of: response, clock: clock)
        } catch let error as HTTPClientError {
            return Self.meaning(of: error)
        } catch {
            return .mistaken(reason: "\(error)")
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
        case .insecure, .invalidRequest: .mistaken(reason: "\(error)")
        case .interrupted, .timeout, .malformed, .tooLarge, .cancelled:
            .unavailable(reason: "\(error)", mayHaveArrived: true)
        }
    }

    private func meaning(of response: HTTPResponse, clock: ClockDifference?) -> Outcome {
        let words = Self.words(of: response)
        let said = words.isEmpty ? "" : " (\(words))"
        switch response.status {
        case 200..<300:
            return .taken(clock: clock)
        case 400 where Self.isJSON(response), 422 where Self.isJSON(response):
            return .refused(words: words)
        case 300..<400:
            let place = response.header("Location").map { " to \(Self.line($0))" } ?? ""
            return .mistaken(reason: "it redirects\(place), which is not followed; write the address itself as `url`")
        case 401, 403:
            let files = "`username` and `password_file`, or `bearer_token_file`"
            return .mistaken(reason: "it refuses the login with status \(response.status)\(said); check \(files)")
        case 404, 405:
            return .mistaken(
                reason: "there is no Alertmanager API v2 below this URL (status \(response.status)); check its path")
        case 413:
            return .tooLarge(words: "too large for it (status 413)")
        case 408, 429, 500...:
            return .unavailable(reason: "it answers with status \(response.status)\(said)", mayHaveArrived: true)
        default:
            return .mistaken(
                reason: "it answers with status \(response.status)\(said); check that this URL is an Alertmanager's")
        }
    }

    private static func isJSON(_ response: HTTPResponse) -> Bool {
        response.header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false
    }

    /// The server's words in one line: of a JSON string its content, of anything else the text as it is.
    private static func words(of response: HTTPResponse) -> String {
        let text = try? JSONDecoder().decode(String.self, from: Data(response.body))
        return line(text ?? String(decoding: response.body.prefix(2_000), as: UTF8.self))
    }

    private static func line(_ text: String) -> String {
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(visible.prefix(300)).split(separator: " ").joined(separator: " ")
    }
}
