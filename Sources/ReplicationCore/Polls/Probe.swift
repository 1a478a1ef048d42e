/// The connection to one node, for its polls.
///
/// A probe keeps its connection between polls; it returns a reading or throws a typed failure, never later than the
/// deadline by more than scheduling noise. Calls never overlap: the scheduler guarantees it. Duration and success are
/// measured by the caller.
package protocol Probe<Reading>: Sendable {
    /// All values that one poll reads from the node.
    associatedtype Reading: Sendable

    /// Reads all values of one poll from the node.
    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> Reading
    /// Ends the connection and its watches; bounded in time, also while a poll is under way.
    func close() async
}
