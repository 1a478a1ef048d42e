/// One election: a new term with a new (or the same) primary.
package struct ElectionRecord: Hashable, Sendable {
    package var term: Int64
    /// The winner; `nil` while no member has reported it.
    package var primary: String?
    /// `lastElectionReason` of the winner, as the server reports it.
    package var reason: String?
    /// The primary before, as far as replmon or the winner knows.
    package var priorPrimary: String?
    /// When replmon first saw the term.
    package var seenAt: MonotonicInstant
    /// Time for which replmon saw no writable primary; `nil` when it had seen none before, sees none yet, or got no
    /// answer in between.
    package var withoutPrimary: Duration?
    /// From the election to the first majority write, by the winner's clock.
    package var majorityWritesAfter: Duration?
    /// `lastElectionDate`, by the winner's clock.
    package var electedAt: WallInstant?
    /// Terms between this one and the one before it without a known winner: failed elections, or missed ones.
    package var missedTerms: Int64 = 0
    /// How often the winner's `replSetGetStatus` was read without a reason for this term in it.
    package var readingsWithoutReason = 0
    /// Reported by a member's first answer to replmon: it may be older than the observation.
    package var mayPredateWatch = false
    /// Whether it is counted among the elections with a known winner.
    package var isCounted = false
    /// `electedAt` by replmon's clock, as first reported; no later than `seenAt`.
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

    /// Whether the primary changed on purpose; `nil` while no reason was read, and for one that replmon does not know.
    package var isHandover: Bool? {
        reason.flatMap { ElectionReason(rawValue: $0).isHandover }
    }
}
