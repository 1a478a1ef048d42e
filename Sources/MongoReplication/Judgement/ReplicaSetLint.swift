internal import ReplicationCore

/// Weaknesses that an experienced administrator would not leave in a configuration.
///
/// A primary with two secondaries, or with a secondary and an arbiter, is sound, and so is a single member. Hidden
/// members that vote are. <https://www.mongodb.com/docs/manual/core/replica-set-architectures/>
struct ReplicaSetLint {
    var config: ReplicaSetConfig
    /// Members to leave out.
    private var joining: Set<String> = []

    init(config: ReplicaSetConfig) {
        self.config = config
    }

    /// Each weakness, by name and as a sentence, that the configuration has both with the members that are in their
    /// initial sync and without them: they may be there beside those that they replace, and 5.0 and later give them no
    /// vote before it is done.
    func problems(joining: Set<String>) -> [Evidence] {
        var settled = self
        settled.joining = joining
        let lasting = Set(settled.problems.map(\.name))
        return problems.filter { lasting.contains($0.name) }
    }

    private var problems: [Evidence] {
        [evenVoters, severalArbiters, loneCandidate].compactMap(\.self) + slowVoters + visibleDelays
    }

    private var settled: [ReplicaSetConfig.Member] { config.members.filter { !joining.contains($0.host) } }
    private var voters: [ReplicaSetConfig.Member] { settled.filter { $0.votes > 0 && !$0.newlyAdded } }
    private var bearers: [ReplicaSetConfig.Member] { settled.filter { !$0.arbiterOnly } }

    private var evenVoters: Evidence? {
        guard voters.count > 0, voters.count.isMultiple(of: 2) else { return nil }
        return Evidence(
            "even_voters",
            "\(voters.count) voting members stand no more failures than \(voters.count - 1) would, and can split in "
                + "halves")
    }

    private var severalArbiters: Evidence? {
        let arbiters = config.members.filter(\.arbiterOnly).map(\.host)
        guard arbiters.count > 1 else { return nil }
        return Evidence(
            "arbiters",
            "\(arbiters.count) arbiters (\(arbiters.joined(separator: ", "))): votes for a primary whose majority has "
                + "no second copy of the data")
    }

    /// Members that hold data, but only one may become primary.
    private var loneCandidate: Evidence? {
        let candidates = bearers.filter { $0.priority > 0 }
        guard bearers.count > 1, candidates.count < 2 else { return nil }
        let name = candidates.first?.host ?? "no member"
        return Evidence("lone_candidate", "only \(name) has a priority above 0: no other member can take over from it")
    }

    /// Delayed members that vote, where majority writes wait for them as soon as one other member fails.
    private var slowVoters: [Evidence] {
        let bearing = voters.filter { !$0.arbiterOnly }
        let prompt = bearing.filter { $0.delay <= .zero }.count
        let majority = min(voters.count / 2 + 1, bearing.count)
        guard prompt - 1 < majority else { return [] }
        return bearing.filter { $0.delay > .zero }.map { member in
            Evidence(
                "delayed_voter",
                "\(member.host) is delayed and votes: when another member fails, majority writes wait for it")
        }
    }

    private var visibleDelays: [Evidence] {
        settled.filter { $0.delay > .zero && !$0.hidden }.map { member in
            Evidence("visible_delayed", "\(member.host) is delayed and not hidden: clients may read its old data")
        }
    }
}
