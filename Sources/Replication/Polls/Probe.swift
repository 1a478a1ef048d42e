/// One node, asked one question per poll.
///
/// A probe keeps its connection between polls; it returns a reading or throws a typed failure, never later than the
/// deadline by more than scheduling noise. Calls never overlap (the scheduler's promise). Duration and success are
/// measured by the caller.
public protocol Probe: Sendable {
    /// Asks the node for everything one poll wants.
    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> Reading
    /// Ends the connection and everything that watches it; bounded, also while a poll is under way.
    func close() async
}

/// What a node said in one poll.
public indirect enum Reading: Hashable, Sendable {
    case postgresql(PostgresReading)
    case mongodb(MongoReading)
}
