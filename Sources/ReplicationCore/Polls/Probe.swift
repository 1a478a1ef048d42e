/// One node, asked one question per poll.
///
/// A probe keeps its connection between polls; it returns a reading or throws a typed failure, never later than the
/// deadline by more than scheduling noise. Calls never overlap (the scheduler's promise). Duration and success are
/// measured by the caller.
package protocol Probe<Reading>: Sendable {
    /// Everything that one poll asks the node for.
    associatedtype Reading: Sendable

    /// Asks the node for everything one poll wants.
    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> Reading
    /// Ends the connection and everything that watches it; bounded, also while a poll is under way.
    func close() async
}
