internal import ReplicationCore

extension MongoConditions {
    /// As many elections within as long are too many; a rolling restart makes two.
    private static let flapping = (elections: 3, within: Duration.seconds(600))

    /// Whether the primary changed against intent lately.
    static func election(_ moment: MongoMoment) -> Answer {
        guard let (election, judgement) = moment.shownElection else {
            return moment.electionSilence.map { .unknown($0) } ?? .clear
        }
        switch judgement {
        case .handover: return .clear
        case .unknown(let reason): return .unknown(reason)
        case .unplanned: return .holds(summary(moment, election), evidence(moment, election))
        }
    }

    /// Whether the primary changes again and again.
    static func electionFlapping(_ moment: MongoMoment) -> Answer {
        let recent = moment.elections(within: flapping.within)
        guard recent.count >= flapping.elections else {
            return moment.electionSilence.map { .unknown($0) } ?? .clear
        }
        return .holds(
            "\(recent.count) elections within ten minutes",
            recent.map { Evidence("term", of: "\($0.term)", brief(moment, $0)) })
    }

    private static func summary(_ moment: MongoMoment, _ election: ElectionRecord) -> String {
        let ago = ago(moment, election)
        guard let primary = election.primary else {
            return "term \(election.term) began \(ago); its primary has not been seen"
        }
        return "\(primary) was elected in term \(election.term) (\(reason(election))) \(ago)"
            + (election.withoutPrimary.map { ", after \(HumanText.age($0)) without a primary" } ?? "")
            + (election.priorPrimary.map { "; before: \($0)" } ?? "")
    }

    private static func brief(_ moment: MongoMoment, _ election: ElectionRecord) -> String {
        "\(election.primary ?? "primary not seen") (\(reason(election))), " + ago(moment, election)
    }

    /// By the winner's clock where it shows the date: replmon may have seen the election late.
    private static func ago(_ moment: MongoMoment, _ election: ElectionRecord) -> String {
        "\(HumanText.age((election.electedInstant ?? election.seenAt).duration(to: moment.now))) ago"
    }

    private static func reason(_ election: ElectionRecord) -> String {
        election.reason ?? "reason not known"
    }

    private static func evidence(_ moment: MongoMoment, _ election: ElectionRecord) -> [Evidence?] {
        [
            Evidence("term", "\(election.term)"), Evidence("primary", optional: election.primary),
            Evidence("reason", optional: election.reason), Evidence("elected_at", optional: election.electedAt),
            Evidence("prior_primary", optional: election.priorPrimary),
            Evidence(
                "election_timeout_seconds",
                optional: (moment.config?.settings.electionTimeout).map(HumanText.seconds)),
            Evidence("without_primary_seconds", optional: election.withoutPrimary.map(HumanText.seconds)),
            Evidence(
                "majority_writes_after_seconds", optional: election.majorityWritesAfter.map(HumanText.seconds)),
            election.missedTerms > 0 ? Evidence("terms_without_winner", "\(election.missedTerms)") : nil,
        ]
    }
}
