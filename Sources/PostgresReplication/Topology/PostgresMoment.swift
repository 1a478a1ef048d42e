internal import ReplicationCore

/// A PostgreSQL cluster at one instant: the histories of its nodes, and the stages of its judgement in the order in which
/// they are computed, each from those before it.
struct PostgresMoment: Sendable {
    /// The cluster's name in the configuration.
    let name: String
    let now: MonotonicInstant
    let declared: DeclaredNodes
    let limits: StalenessLimits
    /// Changes only while an observation is recorded.
    var nodes: NodeTable<PostgresNode>

    /// The readings that are fresh.
    let readings: NodeTable<HeldReading>
    /// The node declared before each that is the same server.
    private(set) var doubles = NodeTable<String>()
    /// The nodes that answer as primary, in the order of the configuration, each server once.
    private(set) var primaries: [String] = []
    /// The node that each follows, `nil` inside for one that follows none. Not computed while joins are recognised: those
    /// decide on it.
    private var upstreams: NodeTable<String?>?
    private var divergences: NodeTable<Condition>?
    private var links: NodeTable<Link>?
    private var slots: NodeTable<[SlotState]>?

    /// The state of the link between a node and its upstream.
    struct Link: Sendable {
        var upstream: String?
        var state: LinkState
        var evidence: [Evidence]
    }

    /// The stages that need nothing but the readings.
    init(
        name: String, declared: DeclaredNodes, limits: StalenessLimits, nodes: NodeTable<PostgresNode>,
        now: MonotonicInstant
    ) {
        self.name = name
        self.now = now
        self.declared = declared
        self.limits = limits
        self.nodes = nodes
        readings = nodes.map { nodes[$0]?.freshReading(at: now, limit: limits.reading) }
        doubles = nodes.map(earlierName)
        primaries = names.filter { readings[$0]?.isPrimary == true && doubles[$0] == nil }
    }

    /// With all stages.
    func judged() -> PostgresMoment {
        var moment = self
        moment.upstreams = nodes.map { .some(moment.upstream(of: $0)) }
        moment.divergences = nodes.map { moment.timelineDiverged($0) }
        moment.links = nodes.map { downstream in
            let upstream = moment.upstream(of: downstream)
            let (state, evidence) = moment.linkState(of: downstream, upstream: upstream)
            return Link(upstream: upstream, state: state, evidence: evidence)
        }
        moment.slots = nodes.map { moment.slotStates(on: $0) }
        return moment
    }

    var declarations: [PostgresNodeDeclaration] { declared.declarations }
    var names: [String] { declared.names }

    /// The fresh reading of a node, `nil` while it does not answer.
    func reading(_ name: String?) -> HeldReading? {
        name.flatMap { readings[$0] }
    }

    /// Why there is no fresh reading of a node, in one sentence.
    func staleReason(of name: String) -> String {
        nodes[name]?.record.staleReason(name, at: now) ?? "\(name) is not configured"
    }

    // Each stage as computed, or before that, what its rule says.

    /// The node that a standby follows; `nil` when nothing shows it.
    func upstream(of downstream: String) -> String? {
        upstreams?[downstream] ?? followedNode(by: downstream)
    }

    /// Whether a node's timeline has left its primary's.
    func timelineDiverged(_ name: String) -> Condition {
        divergences?[name] ?? divergence(of: name)
    }

    /// The state of the link between a standby and an upstream, with the facts from both ends.
    func linkState(of downstream: String, upstream: String?) -> (LinkState, [Evidence]) {
        if let known = links?[downstream], known.upstream == upstream { return (known.state, known.evidence) }
        return joinedState(of: downstream, upstream: upstream)
    }

    /// The slots on a node; `nil` while it does not answer.
    func slotStates(on name: String) -> [SlotState]? {
        slots?[name] ?? judgedSlots(on: name)
    }
}
