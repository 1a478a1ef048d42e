/// One node as all evidence together shows it.
public struct NodeView: Hashable, Sendable {
    public var name: String
    /// `primary` `standby`, or `primary` `secondary` `arbiter` and MongoDB's other states in lower case; `unknown`
    /// while the node does not answer.
    public var role: String
    /// The role when it last answered.
    public var lastRole: String?
    /// Whether the latest poll was answered, recently enough to count.
    public var reachable: Bool
    /// Age of the last reading; `nil` when there never was one.
    public var observedAge: Duration?
    /// Why the latest poll gave no reading.
    public var failure: ProbeFailure?
    /// The last eight polls.
    public var reach: Reach
    /// What a reader of this node is behind by; `nil` for nodes that follow nobody (a primary, an arbiter).
    public var lag: Lag?
    /// Declared or configured delay, part of `lag`.
    public var delay: Duration?
    /// Whom it follows: upstream or sync source.
    public var upstream: String?
    /// PostgreSQL's timeline.
    public var timeline: UInt32?
    /// MongoDB's election term.
    public var term: Int64?
    /// The server's version, as far as the protocol tells.
    public var version: String?
    /// Positions and states in the server's own terms, in reading order.
    public var details: [Evidence]
    /// PostgreSQL: how fast WAL moves here.
    public var rates: WALRates? = nil
    /// PostgreSQL: where a standby that is behind is heading; `nil` when not known.
    public var trend: ReplicationTrend? = nil
    /// PostgreSQL: what promoting this standby would mean; `nil` for a primary.
    public var readiness: FailoverReadiness? = nil
    /// PostgreSQL: the slots on this node.
    public var slots: [SlotView] = []
    /// MongoDB: what only a member of a replica set has.
    public var member: MemberView? = nil

    public init(
        name: String, role: String, lastRole: String? = nil, reachable: Bool, observedAge: Duration?,
        failure: ProbeFailure? = nil, reach: Reach = Reach(), lag: Lag? = nil, delay: Duration? = nil,
        upstream: String? = nil, timeline: UInt32? = nil, term: Int64? = nil, version: String? = nil,
        details: [Evidence] = []
    ) {
        self.name = name
        self.role = role
        self.lastRole = lastRole
        self.reachable = reachable
        self.observedAge = observedAge
        self.failure = failure
        self.reach = reach
        self.lag = lag
        self.delay = delay
        self.upstream = upstream
        self.timeline = timeline
        self.term = term
        self.version = version
        self.details = details
    }
}
