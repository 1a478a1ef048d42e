/// The address of a running listener; the argument of `HTTPServer.close(_:)`.
package struct BoundAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as it is bound: the port the kernel chose, the socket file's path.
    package let description: String
    /// The TCP port; `nil` for a unix socket.
    package let port: Int?
    let listener: Int
}
