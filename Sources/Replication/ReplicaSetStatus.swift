/// The reply to `replSetGetStatus`: the whole set as one member sees it.
/// <https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/>
public struct ReplicaSetStatus: Hashable, Sendable {
    /// The set's name.
    public var set: String
    /// The server's clock at the reply.
    public var date: WallInstant?
    public var myState: MemberState
    public var term: Int64?
    /// The member this one pulls from; empty string and absence both mean none.
    public var syncSourceHost: String?
    public var members: [Member]

    /// One row of `members`.
    public struct Member: Hashable, Sendable {
        public var id: Int32
        /// `host:port`.
        public var name: String
        /// Whether the reporting member reaches it (always true of itself).
        public var healthy: Bool
        public var state: MemberState
        public var isSelf: Bool
        /// `nil` for arbiters; the null optime for a member that is down.
        public var opTime: OpTime?
        /// The primary's wall clock in the last entry applied (milliseconds); absent before 4.4.11 and on arbiters.
        public var lastAppliedWallTime: WallInstant?
        /// When the reporting member last *received* a heartbeat from it; the only sign of life that is one.
        public var lastHeartbeatReceived: WallInstant?
        public var syncSourceHost: String?
        public var configVersion: Int64?
        public var uptime: Duration?
        /// The server's own words on a problem (`infoMessage` or `lastHeartbeatMessage`).
        public var message: String?

        public init(
            id: Int32, name: String, healthy: Bool, state: MemberState, isSelf: Bool = false, opTime: OpTime? = nil,
            lastAppliedWallTime: WallInstant? = nil, lastHeartbeatReceived: WallInstant? = nil,
            syncSourceHost: String? = nil, configVersion: Int64? = nil, uptime: Duration? = nil,
            message: String? = nil
        ) {
            self.id = id
            self.name = name
            self.healthy = healthy
            self.state = state
            self.isSelf = isSelf
            self.opTime = opTime
            self.lastAppliedWallTime = lastAppliedWallTime
            self.lastHeartbeatReceived = lastHeartbeatReceived
            self.syncSourceHost = syncSourceHost
            self.configVersion = configVersion
            self.uptime = uptime
            self.message = message
        }
    }

    public init(
        set: String, date: WallInstant?, myState: MemberState, term: Int64?, syncSourceHost: String? = nil,
        members: [Member]
    ) {
        self.set = set
        self.date = date
        self.myState = myState
        self.term = term
        self.syncSourceHost = syncSourceHost
        self.members = members
    }
}
