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
    /// For each node that is the same server as one declared before it: that one.
    private(set) var duplicates = NodeTable<String>()
    /// The nodes that answer as primary, in the order of the configuration, each server once.
    private(set) var primaries: [String] = []
    /// The node that each follows, `nil` inside for one that follows none. Not computed while joins are recognised: those
    /// decide on it.
    private var upstreams: NodeTable<String?>?
    /// Of nodes that answer.
    private var divergences: NodeTable<Answer>?
    private var links: NodeTable<PostgresLink>?
    private var slots: NodeTable<[SlotState]>?

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
        duplicates = nodes.map(earlierDuplicate)
        primaries = names.filter { readings[$0]?.isPrimary == true && duplicates[$0] == nil }
    }

    /// With all stages.
    func judged() -> PostgresMoment {
        var moment = self
        moment.upstreams = nodes.map { .some(moment.upstream(of: $0)) }
        moment.divergences = nodes.map { moment.answeringNode($0).map(moment.divergence) }
        moment.links = nodes.map { moment.judgedLink(of: $0, upstream: moment.upstream(of: $0)) }
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

    // Each stage as computed; before that, by its rule.

    /// The node that a standby follows; `nil` when nothing shows it.
    func upstream(of downstream: String) -> String? {
        upstreams?[downstream] ?? followedNode(by: downstream)
    }

    /// Whether a node has left its primary's history.
    func timelineDiverged(_ node: AnsweringNode) -> Answer {
        divergences?[node.name] ?? divergence(of: node)
    }

    /// The link between a node and an upstream.
    func link(of downstream: String, upstream: String?) -> PostgresLink {
        if let known = links?[downstream], known.upstream == upstream { return known }
        return judgedLink(of: downstream, upstream: upstream)
    }

    /// The slots on a node; `nil` while it does not answer.
    func slotStates(on name: String) -> [SlotState]? {
        slots?[name] ?? judgedSlots(on: name)
    }
}
