/// A listener that is up; what `HTTPServer.close(_:)` takes.
public struct BoundAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as it is bound: the port the kernel chose, the socket file's path.
    public let description: String
    /// The TCP port; `nil` for a unix socket.
    public let port: Int?
    let listener: Int
}
