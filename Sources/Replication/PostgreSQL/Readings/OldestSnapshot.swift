/// The oldest snapshot that a session of a standby holds: with `hot_standby_feedback`, what keeps vacuum back upstream.
public struct OldestSnapshot: Hashable, Sendable {
    /// How many transactions ago it was taken (`age(backend_xmin)`).
    public var age: Int64
    /// The session that holds it.
    public var session: BlockingSession

    public init(age: Int64, session: BlockingSession) {
        self.age = age
        self.session = session
    }
}
