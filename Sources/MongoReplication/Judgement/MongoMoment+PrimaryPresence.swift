internal import ReplicationCore

extension MongoMoment {
    func findPrimaryPresence() -> PrimaryPresence {
        if let primary { return .answers(primary) }
        let silent = members.filter { reading($0) == nil }
        if silent.count == members.count { return .unknown("no member answers") }
        if let reported = silent.first(where: { signsOfLife[$0]?.state == .primary }) { return .reported(reported) }
        if !isAnswered { return .unknown("no server that answers is a member of \(membership.setName ?? "the set")") }
        for host in silent where !isArbiter(host) {
            if let reason = whyItMayBePrimary(host) { return .unknown(reason) }
        }
        return .none
    }

    /// Why a member that does not answer replmon may be primary all the same; `nil` when it is not.
    private func whyItMayBePrimary(_ host: String) -> String? {
        switch reachability(of: host) {
        case .unheard: nil
        case .heard(let sign, _) where sign.state != nil: nil
        case .heard(let sign, _): "not seen: \(host) (\(sign.text), its state is not known)"
        case .unknown(let reason): "not seen: \(reason)"
        case .refuses(let failure), .answersOtherwise(let failure): "not seen: \(host): \(failure)"
        case .answers: "not seen: \(host)"
        }
    }

    /// With replmon on the minority's side of a broken network, the other side may have a primary; `nil` when so many
    /// voters are within reach that the others could not elect one.
    ///
    /// A voter whose host refuses the connection is not out of reach: its process is gone.
    func findMajorityOutOfReach() -> String? {
        let voters = config.map { $0.members.filter { $0.votes > 0 && !$0.newlyAdded }.map(\.host) } ?? members
        let distant = voters.filter { host in
            reading(host) == nil && nodes[host]?.record.failure?.mayBeReachableForOthers ?? false
        }
        guard !distant.isEmpty, distant.count >= voters.count / 2 + 1 else { return nil }
        return "no primary within reach; the \(distant.count) voters not reached may have one"
    }

    /// `1 of 3 (2 needed to elect)`; `nil` while that is not known.
    var votersUp: String? {
        guard let electorate, electorate.unseen.isEmpty else { return nil }
        let up = electorate.voters.count { $0.votesNow }
        return "\(up) of \(electorate.voters.count) (\(electorate.majority) needed to elect)"
    }
}

extension ProbeFailure {
    /// Whether others than replmon may well reach the server: nothing of its host answered replmon.
    fileprivate var mayBeReachableForOthers: Bool {
        switch self {
        case .timeout, .resolve, .tls: true
        // The driver does not distinguish a host that refuses from one without a route: mostly the process is gone.
        default: false
        }
    }
}
