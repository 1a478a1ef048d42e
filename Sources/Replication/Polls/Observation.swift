/// What one poll of one node returned, and when.
public struct Observation: Hashable, Sendable {
    /// When the poll was sent.
    public var startedAt: MonotonicInstant
    /// When the answer, or the failure, was complete.
    public var completedAt: MonotonicInstant
    /// The reading, or why there is none.
    public var result: Result<Reading, ProbeFailure>

    public init(
        startedAt: MonotonicInstant, completedAt: MonotonicInstant, result: Result<Reading, ProbeFailure>
    ) {
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.result = result
    }
}
