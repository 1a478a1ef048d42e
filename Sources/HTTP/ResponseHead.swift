import NIOHTTP1

/// Turns a handler's response into the head that goes on the wire.
enum ResponseHead {
    /// The smallest body worth compressing, in bytes: below it gzip costs more than it saves.
    static let compressibleBytes = 1024

    /// Sent with every response unless the handler sets them: a response is not cached, its type is not guessed, and it
    /// may load nothing from elsewhere.
    private static let security = [
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ]
    private static let framing: Set<String> = ["content-length", "transfer-encoding", "connection", "keep-alive"]

    /// The head for `response`: clean fields, security fields, and the server's own framing.
    static func make(_ response: HTTPResponse, keepAlive: Bool) -> HTTPResponseHead {
        let status = HTTPResponseStatus(statusCode: (200...599).contains(response.status) ? response.status : 500)
        var headers = HTTPHeaders()
        for (name, value) in response.headers where HeaderFields.isToken(name) && !framing.contains(name.lowercased()) {
            headers.add(name: name, value: HeaderFields.withoutControls(value))
        }
        for (name, value) in security where !headers.contains(name: name) {
            headers.add(name: name, value: value)
        }
        if response.body.count >= compressibleBytes {
            headers.add(name: "Vary", value: "Accept-Encoding")
        }
        headers.add(name: "Content-Length", value: String(response.body.count))
        headers.add(name: "Connection", value: keepAlive ? "keep-alive" : "close")
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }

    /// Whether an `Accept-Encoding` field, split at its commas, allows gzip (RFC 9110, section 12.5.3): named with a
    /// weight above 0, or covered by `*` and not named.
    static func acceptsGzip(_ codings: [Substring]) -> Bool {
        let weights = codings.map { coding in
            let parts = coding.split(separator: ";").map { String($0.filter { !$0.isWhitespace }).lowercased() }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return (coding: parts.first ?? "", isAllowed: weight > 0)
        }
        let named = weights.first { $0.coding == "gzip" || $0.coding == "x-gzip" }
        return (named ?? weights.first { $0.coding == "*" })?.isAllowed ?? false
    }
}
