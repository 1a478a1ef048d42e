package import HTTP

/// One Alertmanager: its address, and how replmon authenticates.
package struct AlertmanagerTarget: Hashable, Sendable {
    /// Its URL for people, without credentials and without a slash at its end.
    package var url: String
    package var endpoint: HTTPEndpoint
    /// The path before `/api/v2/alerts`, percent-encoded; empty without one.
    package var prefix: String
    package var authorization: Authorization
    /// The time limit of one request.
    package var timeout: Duration

    /// The content of the `Authorization` field. The files are absolute paths and are read for each request.
    package enum Authorization: Hashable, Sendable {
        case none
        /// RFC 7617.
        case basic(username: String, passwordFile: String)
        /// RFC 6750.
        case bearer(tokenFile: String)
    }

    package init(
        url: String, endpoint: HTTPEndpoint, prefix: String = "", authorization: Authorization = .none,
        timeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.endpoint = endpoint
        self.prefix = prefix
        self.authorization = authorization
        self.timeout = timeout
    }
}
