/// replmon's record of one node: its latest poll, its last reading, its recent reach.
package struct NodeRecord<Reading: Sendable>: Sendable {
    /// The latest poll, answered or not; `nil` before the first.
    package private(set) var latest: Observation<Reading>?
    /// The last reading, however old.
    package private(set) var lastReading: Reading?
    /// When that reading was complete.
    package private(set) var lastReadingAt: MonotonicInstant?
    /// When the current sequence of failures began; `nil` while the latest poll was answered.
    package private(set) var failingSince: MonotonicInstant?
    /// How many polls have failed in a row.
    package private(set) var failures = 0
    /// The last eight polls.
    package private(set) var reach = Reach()

    package init() {}

    package mutating func record(_ observation: Observation<Reading>) {
        latest = observation
        switch observation.result {
        case .success(let reading):
            lastReading = reading
            lastReadingAt = observation.completedAt
            failingSince = nil
            failures = 0
            reach.record(answered: true)
        case .failure:
            failingSince = failingSince ?? observation.startedAt
            failures += 1
            reach.record(answered: false)
        }
    }

    /// Duration of the latest poll: a reading may be older than its completion by this time.
    package var pollDuration: Duration {
        latest.map { max(.zero, $0.startedAt.duration(to: $0.completedAt)) } ?? .zero
    }

    /// Why the latest poll gave no reading; `nil` when it did, or before the first.
    package var failure: ProbeFailure? {
        if case .failure(let failure) = latest?.result { failure } else { nil }
    }

    /// Whether a second poll confirmed the failure of the first: no node is down after one poll.
    package var isFailureConfirmed: Bool { failures > 1 }

    /// The last reading, if it is the latest poll's and not older than `limit`: evidence about the present.
    package func freshReading(at now: MonotonicInstant, limit: Duration) -> Reading? {
        hasFreshReading(at: now, limit: limit) ? lastReading : nil
    }

    /// Whether the latest poll gave the last reading, and the reading is not older than `limit`.
    package func hasFreshReading(at now: MonotonicInstant, limit: Duration) -> Bool {
        guard failingSince == nil, let lastReadingAt else { return false }
        return lastReadingAt.duration(to: now) <= limit
    }

    /// Why there is no fresh reading, for people.
    package func staleReason(_ node: String, at now: MonotonicInstant) -> String {
        if let failure { return failure.serverAnswered ? "\(node): \(failure)" : "\(node) does not answer" }
        guard let lastReadingAt else { return "\(node) has not been polled yet" }
        return "\(node) last answered \(HumanText.age(lastReadingAt.duration(to: now))) ago"
    }
}
