/// The reply to `replSetGetConfig`: who belongs to the set, hidden and delayed members included.
/// <https://www.mongodb.com/docs/manual/reference/replica-configuration/>
public struct ReplicaSetConfig: Hashable, Sendable {
    public var set: String
    public var version: Int64
    /// The term of the configuration (4.4 on).
    public var term: Int64?
    public var members: [Member]
    public var settings = Settings()

    /// `settings`, with the server's defaults for what it leaves out.
    public struct Settings: Hashable, Sendable {
        /// `replicaSetId` in hexadecimal: another one is another set, whatever its name.
        public var replicaSetID: String?
        public var chainingAllowed = true
        /// `heartbeatIntervalMillis`.
        public var heartbeatInterval = Duration.seconds(2)
        /// `heartbeatTimeoutSecs`: after as long without an answer a member counts as down.
        public var heartbeatTimeout = Duration.seconds(10)
        /// `electionTimeoutMillis`.
        public var electionTimeout = Duration.seconds(10)

        public init() {}
    }

    /// One row of `members`.
    public struct Member: Hashable, Sendable {
        public var id: Int32
        /// `host:port`.
        public var host: String
        public var arbiterOnly: Bool
        public var hidden: Bool
        public var priority: Double
        public var votes: Int32
        /// `secondaryDelaySecs`, before 5.0 `slaveDelay`.
        public var delay: Duration
        /// Added by a reconfiguration of 5.0 or later and not voting before its initial sync is done.
        public var newlyAdded = false

        public init(
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

    public init(set: String, version: Int64, term: Int64? = nil, members: [Member]) {
        self.set = set
        self.version = version
        self.term = term
        self.members = members
    }
}
