import NIOHTTP1

/// A request, or a connection, that the server answers by itself and then closes.
struct Refusal: Error, Hashable {
    let status: Int
    let reason: String

    static let headerTooSlow = Refusal(status: 408, reason: "the request header did not arrive in time")
    static let requestTooSlow = Refusal(status: 408, reason: "the request did not arrive in time")
    static let handlerTooSlow = Refusal(status: 503, reason: "the answer was not ready in time, try again later")
    static let tooManyConnections = Refusal(status: 503, reason: "too many connections, try again later")
    static let tooManyFromPeer = Refusal(status: 503, reason: "too many connections from this address, try again later")
    static let malformed = Refusal(status: 400, reason: "malformed request")
    static let badTarget = Refusal(status: 400, reason: "malformed request target")
    static let lineTooLong = Refusal(status: 414, reason: "the request line is too long")
    static let bodyTooLarge = Refusal(status: 413, reason: "the request body is too large, or not allowed here")

    /// The refusal for an error of the HTTP parser.
    init(parserError: any Error) {
        self =
            switch parserError as? HTTPParserError {
            case .headerOverflow: Refusal(status: 431, reason: "the request header is too large")
            case .invalidVersion: Refusal(status: 505, reason: "only HTTP/1.0 and HTTP/1.1 are spoken here")
            default: .malformed
            }
    }

    private init(status: Int, reason: String) {
        self.status = status
        self.reason = reason
    }

    /// Why a request with this header is refused, before any of its body is read; `nil` when it is accepted.
    static func of(_ head: HTTPRequestHead, limits: Limits) -> Refusal? {
        let hosts = head.headers[canonicalForm: "host"].count
        guard hosts == 1 || hosts == 0 && head.version == .http1_0 else {
            return Refusal(status: 400, reason: "one Host field is required")
        }
        let line = "\(head.method.rawValue) \(head.uri) HTTP/1.1\r\n"
        guard line.utf8.count <= limits.requestLineBytes else { return lineTooLong }
        if head.method == .CONNECT {
            return Refusal(status: 405, reason: "this is no proxy")
        }
        return refusalOfFraming(head, bodyBytes: bodyBytes(head, limits: limits))
    }

    /// The largest body that a request with this header may have, in bytes.
    static func bodyBytes(_ head: HTTPRequestHead, limits: Limits) -> Int {
        head.method == .GET || head.method == .HEAD ? 0 : limits.bodyBytes
    }

    private static func refusalOfFraming(_ head: HTTPRequestHead, bodyBytes: Int) -> Refusal? {
        let lengths = head.headers[canonicalForm: "content-length"]
        if head.headers.contains(name: "transfer-encoding") {
            guard lengths.isEmpty, head.version == .http1_1 else {
                return Refusal(status: 400, reason: "Transfer-Encoding with Content-Length or HTTP/1.0 is not accepted")
            }
            guard head.headers[canonicalForm: "transfer-encoding"].map({ $0.lowercased() }) == ["chunked"] else {
                return Refusal(status: 501, reason: "of the transfer codings only chunked is understood here")
            }
            return bodyBytes == 0 ? bodyTooLarge : nil
        }
        guard let length = lengths.first else { return nil }
        guard lengths.count == 1, let count = Int(length) else { return malformed }
        return count > bodyBytes ? bodyTooLarge : nil
    }
}
