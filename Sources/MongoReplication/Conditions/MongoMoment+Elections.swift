internal import ReplicationCore

extension MongoMoment {
    /// For how long an election is told.
    private static let electionShown = Duration.seconds(300)
    /// As many elections within as long are too many; a rolling restart makes two.
    private static let flapping = (elections: 3, within: Duration.seconds(600))

    /// Whether the primary changed against intent, or again and again.
    var electionConditions: [Condition] {
        [election, flapping]
    }

    private var election: Condition {
        let recent = elections(within: Self.electionShown).map { ($0, judge($0)) }
        func answer(_ truth: Condition.Truth, _ election: ElectionRecord) -> Condition {
            Condition(
                .mongoElection, truth: truth, summary: summary(election), evidence: evidence(election),
                causes: [election.priorPrimary].compactMap(\.self))
        }
        if let (election, _) = recent.first(where: { $0.1 == .holds }) { return answer(.holds, election) }
        if let silence = electionSilence {
            return Condition(.mongoElection, truth: .unknown(silence), summary: silence)
        }
        if let (election, truth) = recent.first(where: { Optional($0.1) != .clear }) { return answer(truth, election) }
        if let (election, truth) = recent.first { return answer(truth, election) }
        return Condition(.mongoElection, truth: .clear, summary: "no election lately")
    }

    private var flapping: Condition {
        let recent = elections(within: Self.flapping.within)
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoElectionFlapping, truth: truth, summary: summary,
                evidence: recent.map { Evidence("term", of: "\($0.term)", brief($0)) })
        }
        if recent.count >= Self.flapping.elections {
            return answer(.holds, "\(recent.count) elections within ten minutes")
        }
        if let silence = electionSilence { return answer(.unknown(silence), silence) }
        return answer(.clear, recent.isEmpty ? "no election lately" : "elections within ten minutes: \(recent.count)")
    }

    private func elections(within time: Duration) -> [ElectionRecord] {
        ledger.elections.filter { $0.seenAt.duration(to: now) < time }
    }

    /// Why no member can tell of an election now.
    private var electionSilence: String? {
        if !isAnswered { return "no member answers" }
        return ledger.term == nil ? "no member has told its election term yet" : nil
    }

    /// Whether any member answers.
    var isAnswered: Bool {
        members.contains { memberReading($0) != nil }
    }

    /// A handover is fine; a primary that was elected because the former one went silent is told, and so is one that
    /// does not say why. The reason is there a moment after the election.
    private func judge(_ election: ElectionRecord) -> Condition.Truth {
        // The only voter elects itself when it starts.
        if let config, config.members.filter({ $0.votes > 0 }).count == 1 { return .clear }
        if let isHandover = election.isHandover { return isHandover ? .clear : .holds }
        if election.readingsWithoutReason > 1 { return .holds }
        let isYoung = election.seenAt.duration(to: now) < limits.reading
        guard let primary = election.primary else {
            return isYoung ? .clear : .unknown("the primary of term \(election.term) has not been seen")
        }
        if let failure = memberReading(primary)?.statusFailure {
            return .unknown("why \(primary) was elected is not told: \(failure)")
        }
        return isYoung ? .clear : .unknown("why \(primary) was elected in term \(election.term) was not read")
    }

    private func summary(_ election: ElectionRecord) -> String {
        let ago = ago(election)
        guard let primary = election.primary else {
            return "term \(election.term) began \(ago); its primary has not been seen"
        }
        return "\(primary) was elected in term \(election.term) (\(reason(election))) \(ago)"
            + (election.withoutPrimary.map { ", after \(HumanText.age($0)) without a primary" } ?? "")
            + (election.priorPrimary.map { "; before: \($0)" } ?? "")
    }

    private func brief(_ election: ElectionRecord) -> String {
        "\(election.primary ?? "primary not seen") (\(reason(election))), "
            + ago(election)
    }

    /// By the winner's clock where it tells: replmon may have seen it late.
    private func ago(_ election: ElectionRecord) -> String {
        "\(HumanText.age((election.electedInstant ?? election.seenAt).duration(to: now))) ago"
    }

    private func reason(_ election: ElectionRecord) -> String {
        election.reason ?? "reason not told"
    }

    private func evidence(_ election: ElectionRecord) -> [Evidence] {
        [
            Evidence("term", "\(election.term)"), Evidence("primary", optional: election.primary),
            Evidence("reason", optional: election.reason), Evidence("elected_at", optional: election.electedAt),
            Evidence("prior_primary", optional: election.priorPrimary),
            Evidence(
                "election_timeout_seconds",
                optional: (config?.settings.electionTimeout).map(HumanText.seconds)),
            Evidence("without_primary_seconds", optional: election.withoutPrimary.map(HumanText.seconds)),
            Evidence(
                "majority_writes_after_seconds", optional: election.majorityWritesAfter.map(HumanText.seconds)),
            election.missedTerms > 0 ? Evidence("terms_without_winner", "\(election.missedTerms)") : nil,
        ].compactMap(\.self)
    }
}
