/// A session on a standby that replay waits for, or most likely waits for.
public struct BlockingSession: Hashable, Sendable {
    /// Its process.
    public var pid: Int32
    /// `active`, `idle in transaction`, …
    public var state: String?
    public var user: String?
    public var applicationName: String?
    /// How long its transaction has been open.
    public var transactionAge: Duration?

    public init(
        pid: Int32, state: String? = nil, user: String? = nil, applicationName: String? = nil,
        transactionAge: Duration? = nil
    ) {
        self.pid = pid
        self.state = state
        self.user = user
        self.applicationName = applicationName
        self.transactionAge = transactionAge
    }
}
