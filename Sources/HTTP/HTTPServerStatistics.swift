/// Counters of a server since it was made, over all its listeners.
package struct HTTPServerStatistics: Sendable, Hashable {
    /// Connections accepted, refused ones included.
    package var accepted = 0
    /// Connections open now, refused ones that are still closing included.
    package var open = 0
    /// Connections refused because a cap of `Limits` was reached.
    package var refused = 0
    /// Responses sent, by status code, the server's own refusals (400, 408, 503, …) included.
    package var responsesByStatus: [Int: Int] = [:]
}
