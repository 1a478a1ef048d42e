package import ReplicationCore

/// Everything known of one PostgreSQL cluster, folded from the observations of its nodes.
///
/// `record` takes observations in the order they complete; `view` answers for any instant. Neither does I/O nor reads
/// a clock.
package struct PostgresCluster: Sendable {
    /// The cluster's name in the configuration.
    package let name: String
    let declarations: [PostgresNodeDeclaration]
    /// The nodes' names, in the order of the configuration.
    let names: [String]
    let limits: StalenessLimits
    private(set) var nodes: NodeTable<PostgresNode>
    /// The one node that is declared to follow none; `nil` when several are.
    let root: String?
    /// The answers that one view has computed so far; `nil` outside of one.
    var moment: Moment?

    package init(name: String, nodes: [PostgresNodeDeclaration], limits: StalenessLimits) {
        self.name = name
        self.declarations = nodes
        self.names = nodes.map(\.name)
        self.limits = limits
        let roots = nodes.filter { $0.upstream == nil }
        self.root = roots.count == 1 ? roots.first?.name : nil
        self.nodes = NodeTable(nodes.map { ($0.name, PostgresNode(declaration: $0)) })
    }

    /// The cluster under a new configuration; nodes that are still the same server keep what is known of them.
    package func reconfigured(nodes: [PostgresNodeDeclaration], limits: StalenessLimits) -> PostgresCluster {
        var cluster = PostgresCluster(name: name, nodes: nodes, limits: limits)
        for declaration in nodes {
            guard var known = self.nodes[declaration.name], known.declaration.addresses == declaration.addresses
            else { continue }
            known.declaration = declaration
            cluster.nodes[declaration.name] = known
        }
        return cluster
    }

    /// Takes one poll's outcome.
    package mutating func record(_ observation: Observation<PostgresReading>, of name: String) {
        guard nodes[name] != nil else { return }
        let lastLook = nodes[name]?.answeredPollStart
        nodes[name]?.record(observation.map(HeldReading.init))
        moment = Moment(primaryAnswers(at: observation.completedAt))
        defer { moment = nil }
        let isFed = nodes[name].map { isFedFromArchive($0, at: observation.completedAt) } ?? false
        nodes[name]?.wasFedFromArchive = isFed
        if case .success = observation.result, let reading = nodes[name]?.lastReading {
            noteReplies(in: reading, of: name, since: lastLook)
        }
        for downstream in names { noteJoin(of: downstream, at: observation.completedAt) }
    }

    /// Notes which standbys have replied to their WAL senders since the last look: signs of life from elsewhere. All
    /// that a changed row tells is that the reply came after the poll before.
    private mutating func noteReplies(
        in reading: HeldReading, of upstream: String, since lastLook: MonotonicInstant?
    ) {
        for downstream in names {
            guard let join = nodes[downstream]?.join, join.upstream == upstream else { continue }
            let sender = reading.walSenders.first { $0.pid == join.senderPID }
            nodes[downstream]?.noteSent(sender?.sentLSN)
            guard let reply = sender?.reply, reply != nodes[downstream]?.lastReply else { continue }
            if nodes[downstream]?.lastReply != nil, let lastLook { nodes[downstream]?.repliedAt = lastLook }
            nodes[downstream]?.lastReply = reply
        }
    }

    /// What was once found out of a WAL receiver stays true of it: it serves one connection, to one upstream.
    private mutating func noteJoin(of downstream: String, at now: MonotonicInstant) {
        if nodes[downstream]?.lastReading?.isPrimary == true {
            nodes[downstream]?.join = nil
            return
        }
        guard var join = join(of: downstream, at: now) else { return }
        if let known = nodes[downstream]?.join, join.senderPID == nil, known.receiverPID == join.receiverPID,
            known.upstream == join.upstream,
            reading(join.upstream, at: now)?.walSenders.contains(where: { $0.pid == known.senderPID }) == true
        {
            join.senderPID = known.senderPID
        }
        nodes[downstream]?.join = join
    }

    /// The fresh reading of a node at `now`, `nil` while it does not answer.
    func reading(_ name: String?, at now: MonotonicInstant) -> HeldReading? {
        guard let name else { return nil }
        if let moment { return moment.answers.readings[name] }
        return nodes[name]?.freshReading(at: now, limit: limits.reading)
    }

    /// Nodes that answer as primary, in the order of the configuration; each server once.
    func primaries(at now: MonotonicInstant) -> [String] {
        if let known = moment?.answers.primaries { return known }
        return names.filter { reading($0, at: now)?.isPrimary == true && twin(of: $0, at: now) == nil }
    }

    /// The primary that a standby's lag is measured against: of its own system identifier, on the highest timeline.
    func primary(for standby: HeldReading, at now: MonotonicInstant) -> String? {
        var latest: (name: String, timeline: UInt32)?
        for name in primaries(at: now) {
            let reading = reading(name, at: now)
            guard Self.sameSystem(reading, standby) else { continue }
            let timeline = reading?.timeline ?? 0
            if latest.map({ $0.timeline < timeline }) ?? true { latest = (name, timeline) }
        }
        return latest?.name
    }

    func timeline(of name: String, at now: MonotonicInstant) -> UInt32? {
        reading(name, at: now)?.timeline
    }

    /// Whether both belong to one cluster; readings that may not show their identifier are given the benefit of it.
    static func sameSystem(_ left: HeldReading?, _ right: HeldReading?) -> Bool {
        guard let left = left?.systemIdentifier, let right = right?.systemIdentifier else { return true }
        return left == right
    }

    /// The node a standby follows: by its WAL receiver, as last seen; without one, by whom it dials, as declared, as it
    /// was, or the one primary there is. Declared to follow the primary, it is held to follow whom it followed last unless
    /// it is seen to dial another address.
    func upstream(of downstream: String, at now: MonotonicInstant) -> String? {
        if let known = moment?.answers.upstreams[downstream] { return known }
        guard let node = nodes[downstream] else { return nil }
        if let join = node.join, join.receiverPID == node.lastReading?.standby?.receiverPID {
            return join.upstream
        }
        if let dialled = dialled(by: downstream) { return dialled }
        if let declared = node.declaration.upstream, declared == root {
            let isHidden = node.lastReading?.inventory?.dialledUpstream == nil
            return (isHidden ? node.join?.upstream : nil) ?? primaryMeant(by: downstream, at: now) ?? declared
        }
        if let known = node.declaration.upstream ?? node.join?.upstream { return known }
        let primaries = primaries(at: now).filter { $0 != downstream }
        return primaries.count == 1 ? primaries.first : nil
    }

    /// The primary other than this node: of those that answer, else of those that did not come back, the latest.
    func presentPrimary(for name: String, at now: MonotonicInstant) -> String? {
        let own = nodes[name]?.lastReading
        let answering = primaries(at: now).filter { $0 != name && Self.sameSystem(reading($0, at: now), own) }
        if let latest = answering.max(by: { (timeline(of: $0, at: now) ?? 0) < (timeline(of: $1, at: now) ?? 0) }) {
            return latest
        }
        return names.filter {
            $0 != name && nodes[$0]?.roles.primarySince != nil && Self.sameSystem(nodes[$0]?.lastReading, own)
        }
        .max { (nodes[$0]?.roles.primarySince ?? now) < (nodes[$1]?.roles.primarySince ?? now) }
    }

    /// That primary, unless a live WAL receiver shows that it streams another timeline.
    private func primaryMeant(by name: String, at now: MonotonicInstant) -> String? {
        guard let primary = presentPrimary(for: name, at: now) else { return nil }
        guard let streamed = reading(name, at: now)?.timeline, let latest = timeline(of: primary, at: now) else {
            return primary
        }
        return streamed == latest ? primary : nil
    }

    /// The configured node whose address a standby is told to stream from.
    func dialled(by downstream: String) -> String? {
        nodes[downstream]?.lastReading?.inventory?.dialledUpstream.flatMap { nodeAt($0, except: downstream) }
    }

    /// The one node that has this address.
    func nodeAt(_ address: PostgresNodeDeclaration.Address, except name: String) -> String? {
        let matches = declarations.filter { $0.name != name && $0.addresses.contains(address) }.map(\.name)
        return matches.count == 1 ? matches.first : nil
    }

    /// All nodes that get their WAL through this one, the nearest first.
    func subtree(below name: String, at now: MonotonicInstant) -> [String] {
        var found: [String] = []
        var level = [name]
        while !level.isEmpty {
            level = names.filter { candidate in
                candidate != name && !found.contains(candidate) && isStandby(candidate)
                    && upstream(of: candidate, at: now).map(level.contains) == true
            }
            found += level
        }
        return found
    }
}
