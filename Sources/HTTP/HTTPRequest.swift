/// One request, complete and within the listener's `Limits`.
package struct HTTPRequest: Sendable {
    /// The method in capitals, e.g. `GET`. `HEAD` may be answered like `GET`: the server leaves the body out.
    package var method: String
    /// The path of the target, percent-decoded, without the query; `*` for `OPTIONS *`.
    package var path: String
    /// The query's fields in their order, percent-decoded (`+` is a space); a field without `=` has an empty value.
    package var query: [(name: String, value: String)]
    /// The header fields as received, in their order.
    package var headers: [(name: String, value: String)]
    /// The body; empty when there is none.
    package var body: [UInt8]

    /// A request made by hand, for callers that test a handler without a socket.
    package init(
        method: String = "GET", path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The value of a header field, whatever the case of its name; several fields of one name are joined by `, `
    /// (RFC 9110, section 5.3). `nil` when it is absent.
    package func header(_ name: String) -> String? {
        HeaderFields.value(of: name, in: headers)
    }
}
