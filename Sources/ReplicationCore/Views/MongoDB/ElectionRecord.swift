/// One election: a new term with a new (or the same) primary.
package struct ElectionRecord: Hashable, Sendable {
    package var term: Int64
    /// Who won; `nil` while no member has said so.
    package var primary: String?
    /// `lastElectionReason` of the winner, in the server's words.
    package var reason: String?
    /// Who was primary before, as far as replmon or the winner knows.
    package var priorPrimary: String?
    /// When replmon first saw the term.
    package var seenAt: MonotonicInstant
    /// For how long replmon saw no writable primary; `nil` when it had seen none before, sees none yet, or was without
    /// any answer in between.
    package var withoutPrimary: Duration?
    /// From the election to the first majority write, by the winner's clock.
    package var majorityWritesAfter: Duration?
    /// `lastElectionDate`, by the winner's clock.
    package var electedAt: WallInstant?
    /// Terms between this one and the one before it that nobody was seen to win: failed elections, or missed ones.
    package var missedTerms: Int64 = 0
    /// How often the winner's `replSetGetStatus` was read without a reason for this term in it.
    package var readingsWithoutReason = 0
    /// Told by a member's first word to us: it may be older than our watch.
    package var mayPredateWatch = false
    /// It is among those seen to be won.
    package var isCounted = false
    /// `electedAt` by replmon's clock, as first told; no later than `seenAt`.
    package var electedInstant: MonotonicInstant?

    package init(
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
    package var isHandover: Bool? {
        reason.map(Self.handovers.contains)
    }
}
