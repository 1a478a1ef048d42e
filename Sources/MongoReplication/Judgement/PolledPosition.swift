internal import ReplicationCore

/// The position of a member, and the poll that showed it.
struct PolledPosition: Sendable {
    var position: OplogPosition
    var poll: PollSpan
}
