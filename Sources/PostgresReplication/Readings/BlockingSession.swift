internal import ReplicationCore

/// A session on a standby that replay waits for, or most likely waits for.
package struct BlockingSession: Hashable, Sendable {
    /// Its process.
    package var pid: Int32
    /// `active`, `idle in transaction`, …
    package var state: String?
    package var user: String?
    package var applicationName: String?
    /// How long its transaction has been open.
    package var transactionAge: Duration?

    package init(
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
