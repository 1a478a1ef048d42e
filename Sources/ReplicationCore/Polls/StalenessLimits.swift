/// The largest age of a reading that counts as current.
package struct StalenessLimits: Hashable, Sendable {
    /// A reading older than this shows nothing about the present.
    package var reading: Duration

    /// Scheduling alone may miss two polls, but not a third.
    package init(pollInterval: Duration, probeTimeout: Duration) {
        reading = pollInterval * 2 + probeTimeout
    }
}
