internal import ReplicationCore

/// The oldest snapshot that a session of a standby holds: with `hot_standby_feedback`, what keeps vacuum back upstream.
package struct OldestSnapshot: Hashable, Sendable {
    /// How many transactions ago it was taken (`age(backend_xmin)`).
    package var age: Int64
    /// The session that holds it.
    package var session: BlockingSession

    package init(age: Int64, session: BlockingSession) {
        self.age = age
        self.session = session
    }
}
