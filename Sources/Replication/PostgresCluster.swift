/// Everything known of one PostgreSQL cluster, folded from the observations of its nodes.
///
/// `record` takes observations in the order they complete; `view` answers for any instant. Neither does I/O nor reads
/// a clock.
public struct PostgresCluster: Sendable {
    /// The cluster's name in the configuration.
    public let name: String
    let declarations: [PostgresNodeDeclaration]
    let limits: StalenessLimits
    private(set) var nodes: [String: PostgresNode]

    public init(name: String, nodes: [PostgresNodeDeclaration], limits: StalenessLimits) {
        self.name = name
        self.declarations = nodes
        self.limits = limits
        self.nodes = Dictionary(nodes.map { ($0.name, PostgresNode(declaration: $0)) }, uniquingKeysWith: { $1 })
    }

    /// The cluster under a new configuration; nodes whose declaration is unchanged keep what is known of them.
    public func reconfigured(nodes: [PostgresNodeDeclaration], limits: StalenessLimits) -> PostgresCluster {
        var cluster = PostgresCluster(name: name, nodes: nodes, limits: limits)
        for declaration in nodes where self.nodes[declaration.name]?.declaration == declaration {
            cluster.nodes[declaration.name] = self.nodes[declaration.name]
        }
        return cluster
    }

    /// Takes one poll's outcome.
    public mutating func record(_ observation: Observation, of name: String) {
        guard nodes[name] != nil else { return }
        nodes[name]?.record(observation)
        if let node = nodes[name] {
            let isArchiveFed = isFedFromArchive(node, at: observation.completedAt)
            nodes[name]?.isArchiveFed = isArchiveFed
        }
        if case .success(.postgresql(let reading)) = observation.result {
            noteReplies(in: reading, of: name, observation)
        }
        for downstream in nodes.keys {
            if let join = join(of: downstream, at: observation.completedAt) { nodes[downstream]?.join = join }
        }
    }

    /// Notes which standbys have replied to their WAL senders since the last look: signs of life from elsewhere.
    private mutating func noteReplies(in reading: PostgresReading, of upstream: String, _ observation: Observation) {
        for (downstream, node) in nodes where node.join?.upstream == upstream {
            guard let reply = reading.walSenders.first(where: { $0.pid == node.join?.senderPID })?.replyTime,
                reply != node.lastReplyTime
            else { continue }
            nodes[downstream]?.lastReplyTime = reply
            nodes[downstream]?.repliedAt = observation.completedAt
        }
    }

    /// The fresh reading of a node at `now`, `nil` while it does not answer.
    func reading(_ name: String?, at now: MonotonicInstant) -> PostgresReading? {
        guard let name, case .postgresql(let reading) = nodes[name]?.record.freshReading(at: now, limit: limits.reading)
        else { return nil }
        return reading
    }

    /// Nodes that answer as primary, in the order of the configuration.
    func primaries(at now: MonotonicInstant) -> [String] {
        declarations.map(\.name).filter { reading($0, at: now)?.primary != nil }
    }

    /// The primary that a standby's lag is measured against: of its own system identifier, on the highest timeline.
    func primary(for standby: PostgresReading, at now: MonotonicInstant) -> String? {
        primaries(at: now)
            .filter { Self.sameSystem(reading($0, at: now), standby) }
            .max { (timeline(of: $0, at: now) ?? 0) < (timeline(of: $1, at: now) ?? 0) }
    }

    func timeline(of name: String, at now: MonotonicInstant) -> UInt32? {
        reading(name, at: now)?.timeline
    }

    /// Whether both belong to one cluster; readings that may not show their identifier are given the benefit of it.
    static func sameSystem(_ left: PostgresReading?, _ right: PostgresReading?) -> Bool {
        guard let left = left?.systemIdentifier, let right = right?.systemIdentifier else { return true }
        return left == right
    }

    /// The node a standby follows: by its live connection, else as declared, else as last seen, else the one primary.
    func upstream(of downstream: String, at now: MonotonicInstant) -> String? {
        guard let node = nodes[downstream] else { return nil }
        if let join = node.join, join.seenAt == node.record.lastReadingAt { return join.upstream }
        if let declared = node.declaration.upstream ?? node.join?.upstream { return declared }
        let primaries = primaries(at: now).filter { $0 != downstream }
        return primaries.count == 1 ? primaries.first : nil
    }
}

/// One node of a PostgreSQL cluster: its declaration, its polls and what only a history can tell.
struct PostgresNode: Sendable {
    let declaration: PostgresNodeDeclaration
    private(set) var record = NodeRecord()
    /// Where the WAL that this node can pass on ended, over time.
    private(set) var clock = PositionClock()
    /// The upstream last recognised behind its WAL receiver.
    var join: Join?
    /// When the WAL receiver last showed a sign of life: a message received or a position moved.
    private(set) var receiverMovedAt: MonotonicInstant?
    /// Whether its WAL comes from an archive: seen to, and no WAL receiver since. Archives deliver in bursts.
    var isArchiveFed = false
    /// `reply_time` in its upstream's WAL sender row, and when the monitor first saw that value.
    var lastReplyTime: WallInstant?
    var repliedAt: MonotonicInstant?
    /// When replay last moved.
    private(set) var replayMovedAt: MonotonicInstant?

    /// An upstream and its WAL sender, as recognised in one reading of the downstream.
    struct Join: Sendable, Hashable {
        var upstream: String
        var senderPID: Int32?
        var seenAt: MonotonicInstant
    }

    init(declaration: PostgresNodeDeclaration) {
        self.declaration = declaration
    }

    mutating func record(_ observation: Observation) {
        let before = postgresReading
        record.record(observation)
        guard case .success(.postgresql(let reading)) = observation.result else { return }
        if let before, !PositionClock.comparable(before, reading) { clock.reset() }
        if let position = reading.sendablePosition {
            clock.sample(position.rawValue, from: observation.startedAt, to: observation.completedAt)
        }
        if before?.standby?.walReceiver?.progress != reading.standby?.walReceiver?.progress || receiverMovedAt == nil {
            receiverMovedAt = observation.completedAt
        }
        if before?.standby?.replayLSN != reading.standby?.replayLSN || replayMovedAt == nil {
            replayMovedAt = observation.completedAt
        }
    }

    /// The last reading, however old.
    var postgresReading: PostgresReading? {
        if case .postgresql(let reading) = record.lastReading { reading } else { nil }
    }
}

extension PositionClock {
    /// Whether positions of both readings lie on one log: the same system, role and (where both tell it) timeline.
    fileprivate static func comparable(_ before: PostgresReading, _ after: PostgresReading) -> Bool {
        guard before.systemIdentifier == after.systemIdentifier, (before.primary == nil) == (after.primary == nil)
        else { return false }
        guard let earlier = before.timeline, let later = after.timeline else { return true }
        return earlier == later
    }
}

extension PostgresReading {
    /// What only a primary has; `nil` on a standby.
    var primary: Primary? {
        if case .primary(let primary) = role { primary } else { nil }
    }

    /// What only a standby has; `nil` on a primary.
    var standby: Standby? {
        if case .standby(let standby) = role { standby } else { nil }
    }

    /// The timeline, where it can be told: a WAL receiver reports a meaningless one until its first message.
    var timeline: UInt32? {
        switch role {
        case .primary(let primary): primary.timeline
        case .standby(let standby): standby.walReceiver.flatMap { $0.latestEndLSN == nil ? nil : $0.receivedTimeline }
        }
    }

    /// The end of the WAL that this server can send to others.
    var sendablePosition: LSN? {
        switch role {
        case .primary(let primary): primary.currentLSN
        case .standby(let standby): [standby.receiveLSN, standby.replayLSN].compactMap(\.self).max()
        }
    }
}

extension WALReceiver {
    /// What changes while anything arrives.
    struct Progress: Hashable {
        var pid: Int32
        var position: LSN?
        var receipt: WallInstant?
    }

    var progress: Progress {
        Progress(pid: pid, position: flushedLSN, receipt: lastMessageReceiptTime)
    }
}
