/// The progress of an initial sync.
package struct InitialSyncProgress: Hashable, Sendable {
    /// Copied part of all data, 0 to 1.
    package var fraction: Double?
    /// Time until it is done, by the member's own estimate, else by the rate so far.
    package var remaining: Duration?
    /// Attempts that failed; the member's process ends when there were too many.
    package var failedAttempts: Int64

    package init(fraction: Double? = nil, remaining: Duration? = nil, failedAttempts: Int64 = 0) {
        self.fraction = fraction
        self.remaining = remaining
        self.failedAttempts = failedAttempts
    }
}
