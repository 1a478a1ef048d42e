/// One election: a new term with a new (or the same) primary.
public struct ElectionRecord: Hashable, Sendable {
    public var term: Int64
    /// Who won; `nil` while no member has said so.
    public var primary: String?
    /// `lastElectionReason` of the winner, in the server's words.
    public var reason: String?
    /// Who was primary before, as far as replmon or the winner knows.
    public var priorPrimary: String?
    /// When replmon first saw the term.
    public var seenAt: MonotonicInstant
    /// For how long replmon saw no writable primary; `nil` when it had seen none before, sees none yet, or was without
    /// any answer in between.
    public var withoutPrimary: Duration?
    /// From the election to the first majority write, by the winner's clock.
    public var majorityWritesAfter: Duration?
    /// `lastElectionDate`, by the winner's clock.
    public var electedAt: WallInstant?
    /// Terms between this one and the one before it that nobody was seen to win: failed elections, or missed ones.
    public var missedTerms: Int64 = 0
    /// How often the winner's `replSetGetStatus` was read without a reason for this term in it.
    var readingsWithoutReason = 0
    /// Told by a member's first word to us: it may be older than our watch.
    var mayPredateWatch = false
    /// It is among those seen to be won.
    var isCounted = false
    /// `electedAt` by replmon's clock, as first told; no later than `seenAt`.
    var electedInstant: MonotonicInstant?

    public init(
        term: Int64, primary: String? = nil, reason: String? = nil, priorPrimary: String? = nil,
        seenAt: MonotonicInstant, withoutPrimary: Duration? = nil, majorityWritesAfter: Duration? = nil
    ) {
        self.term = term
        self.primary = primary
        self.reason = reason
        self.priorPrimary = priorPrimary
        self.seenAt = seenAt
        self.withoutPrimary = withoutPrimary
        self.majorityWritesAfter = majorityWritesAfter
    }

    /// Reasons for which a primary hands over, or takes over, while the former one is well
    /// (`StartElectionReasonEnum` in the server's source).
    private static let handovers: Set<String> = [
        "stepUpRequest", "stepUpRequestSkipDryRun", "priorityTakeover", "catchupTakeover", "singleNodePromptElection",
    ]

    /// Whether the primary changed by intent; `nil` while the reason is not known.
    public var isHandover: Bool? {
        reason.map(Self.handovers.contains)
    }

    /// Takes what the winner tells of this election.
    mutating func explain(by status: ReplicaSetStatus, in config: ReplicaSetConfig?, at now: MonotonicInstant) {
        guard let election = status.election, election.term == term else {
            if reason == nil { readingsWithoutReason += 1 }
            return
        }
        reason = election.reason ?? reason
        if reason == nil { readingsWithoutReason += 1 }
        electedAt = election.date ?? electedAt
        if electedInstant == nil, let date = status.date, let elected = election.date {
            electedInstant = min(seenAt, now.advanced(by: elected.since(date)))
        }
        if let id = election.priorPrimaryID, let member = config?.members.first(where: { $0.id == id }) {
            priorPrimary = member.host
        }
        guard let date = election.date, let available = election.majorityWritesAvailableAt, available >= date
        else { return }
        majorityWritesAfter = available.since(date)
    }
}
