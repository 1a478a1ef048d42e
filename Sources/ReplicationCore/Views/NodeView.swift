/// One node as all readings together show it.
package struct NodeView: Hashable, Sendable {
    package var name: String
    /// `primary` `standby`, or `primary` `secondary` `arbiter` and MongoDB's other states in lower case; `unknown`
    /// while the node does not answer.
    package var role: String
    /// The role when it last answered.
    package var lastRole: String?
    /// Whether the latest poll was answered, recently enough to count.
    package var reachable: Bool
    /// Age of the last reading; `nil` when there never was one.
    package var observedAge: Duration?
    /// Why the latest poll gave no reading.
    package var failure: ProbeFailure?
    /// The last eight polls.
    package var reach: Reach
    /// The lag of a read on this node; `nil` for nodes without an upstream (a primary, an arbiter).
    package var lag: Lag?
    /// Declared or configured delay, part of `lag`.
    package var delay: Duration?
    /// The upstream or sync source.
    package var upstream: String?
    /// The server's version, as far as the protocol shows it.
    package var version: String?
    /// Positions and states in the server's own terms, in reading order.
    package var details: [Evidence]
    /// The facts that only a node of this engine has; `nil` when nothing is known of them.
    package var engine: Engine?

    /// The facts of one engine.
    package enum Engine: Hashable, Sendable {
        case postgresql(PostgresNodeView)
        case mongodb(MemberView)
    }

    /// The facts that only a PostgreSQL server has; `nil` of a member of a replica set.
    package var postgresql: PostgresNodeView? {
        get { if case .postgresql(let view) = engine { view } else { nil } }
        set { engine = newValue.map(Engine.postgresql) }
    }

    /// The facts that only a member of a replica set has; `nil` of a PostgreSQL server.
    package var member: MemberView? {
        get { if case .mongodb(let view) = engine { view } else { nil } }
        set { engine = newValue.map(Engine.mongodb) }
    }

    package init(
        name: String, role: String, lastRole: String? = nil, reachable: Bool, observedAge: Duration?,
        failure: ProbeFailure? = nil, reach: Reach = Reach(), lag: Lag? = nil, delay: Duration? = nil,
        upstream: String? = nil, version: String? = nil, details: [Evidence] = [], engine: Engine? = nil
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
        self.version = version
        self.details = details
        self.engine = engine
    }
}
