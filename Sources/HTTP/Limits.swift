/// The limits of one listener. NIO's own defaults allow 2 MiB of header and no deadline at all, so every limit is set
/// here.
///
/// Deadlines are absolute: slowly arriving bytes never extend one.
package struct Limits: Sendable, Hashable {
    /// Time for a complete header, from the accept or from the first byte of a later request; then 408.
    package var headerDeadline: Duration = .seconds(5)
    /// Time for header and body together, counted like `headerDeadline`; then 408.
    package var requestDeadline: Duration = .seconds(10)
    /// Time for the handler to answer; then 503, and its task is cancelled.
    package var handlerDeadline: Duration = .seconds(30)
    /// Time for the client to take the whole response; then the connection is cut.
    package var writeDeadline: Duration = .seconds(10)
    /// Time that a connection may stay open between two requests. Prometheus scrapes every 15 s to 60 s by default.
    package var idleDeadline: Duration = .seconds(75)
    /// The request line, in bytes; beyond it 414.
    package var requestLineBytes = 2 << 10
    /// One header field, name and value, in bytes; beyond it 431.
    package var headerFieldBytes = 4 << 10
    /// All header fields and the target together, in bytes; beyond it 431.
    package var headerListBytes = 8 << 10
    /// Number of header fields; beyond it 431.
    package var headerFields = 64
    /// Body of any method but GET and HEAD, which may have none; beyond it 413.
    package var bodyBytes = 0
    /// Open connections of the listener; one more gets 503 and is closed.
    package var connections = 64
    /// Open connections from one peer address; one more gets 503 and is closed. Unix sockets have no peer address.
    package var connectionsPerPeer = 16

    /// The default of each limit.
    package init() {}

    /// For listeners that only serve reads.
    package static let `default` = Limits()

    /// For the control socket: small bodies are allowed, and its connections have their own limit.
    package static let controlSocket = {
        var limits = Limits()
        limits.bodyBytes = 64 << 10
        limits.connections = 16
        return limits
    }()
}
