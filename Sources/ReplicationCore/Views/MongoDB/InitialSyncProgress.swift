/// How far an initial sync has come.
package struct InitialSyncProgress: Hashable, Sendable {
    /// Copied of all data, 0 to 1.
    package var fraction: Double?
    /// Until it is done, by the member's own estimate, else by the pace so far.
    package var remaining: Duration?
    /// Attempts that failed; the member's process ends when there were too many.
    package var failedAttempts: Int64

    package init(fraction: Double? = nil, remaining: Duration? = nil, failedAttempts: Int64 = 0) {
        self.fraction = fraction
        self.remaining = remaining
        self.failedAttempts = failedAttempts
    }
}
