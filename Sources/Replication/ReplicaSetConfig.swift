/// The reply to `replSetGetConfig`: who belongs to the set, hidden and delayed members included.
/// <https://www.mongodb.com/docs/manual/reference/replica-configuration/>
public struct ReplicaSetConfig: Hashable, Sendable {
    public var set: String
    public var version: Int64
    /// The term of the configuration (4.4 on).
    public var term: Int64?
    public var members: [Member]

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
