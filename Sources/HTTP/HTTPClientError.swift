/// Why a request got no response; the description names the server and the remedy.
package enum HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No connection; `reason` is the kernel's or the resolver's. The server has not seen the request.
    case unreachable(HTTPEndpoint, reason: String)
    /// The connection broke; whether the server has seen the request is not known.
    case interrupted(HTTPEndpoint, reason: String)
    /// The socket file's permission does not let this user connect (`EACCES`).
    case permissionDenied(HTTPEndpoint)
    /// No TLS, or a certificate of another server; `reason` says the cause and the remedy.
    case insecure(HTTPEndpoint, reason: String)
    /// No complete response within the timeout.
    case timeout(HTTPEndpoint, Duration)
    /// The response is not HTTP, or ended early.
    case malformed(HTTPEndpoint, reason: String)
    /// The response's body has more than `limit` bytes.
    case tooLarge(HTTPEndpoint, limit: Int)
    /// The request itself cannot be sent: its method, target or a header field is not valid HTTP.
    case invalidRequest(reason: String)
    /// The calling task was cancelled.
    case cancelled(HTTPEndpoint)

    package var description: String {
        switch self {
        case .unreachable(let endpoint, let reason):
            "cannot reach \(endpoint): \(reason); check that the service runs and that this is its address"
        case .interrupted(let endpoint, let reason):
            "the connection to \(endpoint) broke: \(reason); the service may have ended just then, or it expects TLS"
        case .permissionDenied(let endpoint):
            "no permission to connect to \(endpoint): add yourself to the group that owns it (see `ls -l \(endpoint)`) "
                + "and log in again, or use sudo"
        case .insecure(let endpoint, let reason):
            "no secure connection to \(endpoint): \(reason)"
        case .timeout(let endpoint, let duration):
            "no answer from \(endpoint) within \(duration): it is overloaded or hung, or a firewall drops packets"
        case .malformed(let endpoint, let reason):
            "no valid HTTP answer from \(endpoint): \(reason); check that this address is the right service"
        case .tooLarge(let endpoint, let limit):
            "the answer from \(endpoint) has more than \(limit) bytes; check that this address is the right service"
        case .invalidRequest(let reason):
            "the request cannot be sent: \(reason)"
        case .cancelled(let endpoint):
            "the request to \(endpoint) was cancelled"
        }
    }
}
