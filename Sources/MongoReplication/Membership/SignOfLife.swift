internal import ReplicationCore

/// The report of another member that a member runs which does not answer replmon.
struct SignOfLife: Sendable {
    var reporter: String
    /// The member's state as the reporter shows it, where that is recent.
    var state: MemberState?
    /// `m-b heard it 0.4s ago`.
    var text: String
}
