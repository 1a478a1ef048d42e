/// The result of one poll of one node, and when the poll was.
package struct Observation<Reading: Sendable>: Sendable {
    /// When the poll was sent.
    package var startedAt: MonotonicInstant
    /// When the answer, or the failure, was complete.
    package var completedAt: MonotonicInstant
    /// The reading, or why there is none.
    package var result: Result<Reading, ProbeFailure>

    package init(
        startedAt: MonotonicInstant, completedAt: MonotonicInstant, result: Result<Reading, ProbeFailure>
    ) {
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.result = result
    }

    /// The same poll with the reading in another form.
    package func map<Other>(_ transform: (Reading) -> Other) -> Observation<Other> {
        Observation<Other>(startedAt: startedAt, completedAt: completedAt, result: result.map(transform))
    }
}

extension Observation: Equatable where Reading: Equatable {}
extension Observation: Hashable where Reading: Hashable {}
