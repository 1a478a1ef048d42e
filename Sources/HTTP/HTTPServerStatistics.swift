/// What a server did since it was made, over all its listeners.
public struct HTTPServerStatistics: Sendable, Hashable {
    /// Connections accepted by the kernel and seen here, refused ones included.
    public var accepted = 0
    /// Connections open now, refused ones that are still closing included.
    public var open = 0
    /// Connections refused because a cap of `Limits` was reached.
    public var refused = 0
    /// Responses sent, by status code, the server's own refusals (400, 408, 503, …) included.
    public var responsesByStatus: [Int: Int] = [:]
}
