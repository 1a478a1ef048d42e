/// One response: what a handler returns to the server, and what the client returns to its caller.
package struct HTTPResponse: Sendable {
    /// The status code, 200 to 599; the server answers 500 in place of any other.
    package var status: Int
    /// The header fields, `Content-Type` among them. The server sets the framing fields (`Content-Length`,
    /// `Transfer-Encoding`, `Connection`) and the security fields itself; a security field given here wins.
    package var headers: [(name: String, value: String)]
    /// The body, not encoded.
    package var body: [UInt8]

    /// A response with a body of a stated media type; other fields follow in `headers`.
    package init(status: Int, contentType: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
        self.init(status: status, headers: [("Content-Type", contentType)] + headers, body: body)
    }

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A plain text response (UTF-8) that ends in a newline.
    package static func text(_ status: Int, _ text: String) -> HTTPResponse {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        return HTTPResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(line.utf8))
    }

    /// A response whose body is a JSON document.
    package static func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body: body)
    }

    /// The value of a header field, whatever the case of its name; several fields of one name are joined by `, `.
    /// `nil` when it is absent.
    package func header(_ name: String) -> String? {
        HeaderFields.value(of: name, in: headers)
    }
}
