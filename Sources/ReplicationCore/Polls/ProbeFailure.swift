/// Why one poll of one node gave no reading.
///
/// Each case needs a different action of the operator; `reason` is its stable name in the status document, in metrics
/// and in tests. Texts come from the driver or server with secrets removed.
package enum ProbeFailure: Error, Hashable, Sendable {
    /// The host name did not resolve.
    case resolve(String)
    /// No connection: refused, unreachable, reset while connecting.
    case connect(String)
    /// The TLS handshake or a certificate check failed.
    case tls(String)
    /// The server answers and refuses replmon's login (PostgreSQL class 28, MongoDB code 18).
    case authentication(String)
    /// The deadline passed in this phase.
    case timeout(phase: Phase)
    /// The server answered with an error; `code` is the SQLSTATE or MongoDB error code.
    case server(code: String, message: String)
    /// Logged in, but a privilege is missing; names what is missing.
    case privilege(String)
    /// The answer is not valid; names the field.
    case malformed(field: String)
    /// The server is starting, shutting down or recovering and takes no connections yet (SQLSTATE 57P03).
    case startingUp(String)
    /// The server answers but has no connection slot left (SQLSTATE 53300).
    case tooManyConnections(String)
    /// An established connection ended.
    case closed(String)
    /// replmon itself could not ask: no descriptor left, too many lookups under way, options that the driver refuses.
    /// Shows nothing about the node.
    case local(String)

    /// The phase of a poll in which a deadline passed.
    package enum Phase: String, Sendable, CaseIterable {
        case resolve, connect, authenticate, query
    }

    /// The stable name of the class of failure.
    package var reason: String {
        switch self {
        case .resolve: "resolve"
        case .connect: "connect"
        case .tls: "tls"
        case .authentication: "authentication"
        case .timeout: "timeout"
        case .server: "server"
        case .privilege: "privilege"
        case .malformed: "malformed"
        case .startingUp: "starting_up"
        case .tooManyConnections: "too_many_connections"
        case .closed: "closed"
        case .local: "local"
        }
    }

    /// Whether the server itself answered: it runs, but replmon cannot observe it. Such a node is not "down".
    package var serverAnswered: Bool {
        switch self {
        case .authentication, .privilege, .tooManyConnections, .server, .malformed: true
        case .resolve, .connect, .tls, .timeout, .startingUp, .closed, .local: false
        }
    }
}

extension ProbeFailure: CustomStringConvertible {
    /// One line for people: what happened.
    package var description: String {
        switch self {
        case .resolve(let text): "host name does not resolve: \(text)"
        case .connect(let text): "cannot connect: \(text)"
        case .tls(let text): "TLS failed: \(text)"
        case .authentication(let text): "login refused: \(text)"
        case .timeout(let phase): "no answer within the deadline (\(phase.rawValue))"
        case .server(let code, let message): "server error \(code): \(message)"
        case .privilege(let text): "privilege missing: \(text)"
        case .malformed(let field): "answer not understood: \(field)"
        case .startingUp(let text): "not accepting connections yet: \(text)"
        case .tooManyConnections(let text): "no connection slot left: \(text)"
        case .closed(let text): "connection closed: \(text)"
        case .local(let text): "replmon cannot ask: \(text)"
        }
    }
}
