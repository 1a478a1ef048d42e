internal import ReplicationCore

/// The reply to `replSetGetConfig`: who belongs to the set, hidden and delayed members included.
/// <https://www.mongodb.com/docs/manual/reference/replica-configuration/>
package struct ReplicaSetConfig: Hashable, Sendable {
    package var set: String
    package var version: Int64
    /// The term of the configuration (4.4 on).
    package var term: Int64?
    package var members: [Member]
    package var settings = Settings()

    /// `settings`, with the server's defaults for what it leaves out.
    package struct Settings: Hashable, Sendable {
        /// `replicaSetId` in hexadecimal: another one is another set, whatever its name.
        package var replicaSetID: String?
        package var chainingAllowed = true
        /// `heartbeatIntervalMillis`.
        package var heartbeatInterval = Duration.seconds(2)
        /// `heartbeatTimeoutSecs`: after as long without an answer a member counts as down.
        package var heartbeatTimeout = Duration.seconds(10)
        /// `electionTimeoutMillis`.
        package var electionTimeout = Duration.seconds(10)

        package init() {}
    }

    /// One row of `members`.
    package struct Member: Hashable, Sendable {
        package var id: Int32
        /// `host:port`.
        package var host: String
        package var arbiterOnly: Bool
        package var hidden: Bool
        package var priority: Double
        package var votes: Int32
        /// `secondaryDelaySecs`, before 5.0 `slaveDelay`.
        package var delay: Duration
        /// Added by a reconfiguration of 5.0 or later and not voting before its initial sync is done.
        package var newlyAdded = false

        package init(
            id: Int32, host: String, arbiterOnly: Bool = false, hidden: Bool = false, priority: Double = 1,
            votes: Int32 = 1, delay: Duration = .zero
        ) {
            self.id = id
            self.host = host
            self.arbiterOnly = arbiterOnly
            self.hidden = hidden
            self.priority = priority
            self.votes = votes
            self.delay = delay
        }
    }

    package init(set: String, version: Int64, term: Int64? = nil, members: [Member]) {
        self.set = set
        self.version = version
        self.term = term
        self.members = members
    }
}
