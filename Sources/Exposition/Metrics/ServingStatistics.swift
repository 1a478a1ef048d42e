/// How replmon's own logging and HTTP service went since it started.
package struct ServingStatistics: Hashable, Sendable {
    /// Journal entries dropped because journald did not take them in time.
    package var journalDroppedEntries: UInt64
    /// HTTP responses sent, by status code.
    package var httpRequests: [Int: UInt64]
    /// HTTP connections open now.
    package var httpConnections: Int
    /// HTTP connections refused because a limit on their number was reached.
    package var httpRejectedConnections: UInt64

    /// The counters; those not given are 0.
    package init(
        journalDroppedEntries: UInt64 = 0, httpRequests: [Int: UInt64] = [:], httpConnections: Int = 0,
        httpRejectedConnections: UInt64 = 0
    ) {
        self.journalDroppedEntries = journalDroppedEntries
        self.httpRequests = httpRequests
        self.httpConnections = httpConnections
        self.httpRejectedConnections = httpRejectedConnections
    }
}
