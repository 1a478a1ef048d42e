internal import ReplicationCore

extension MongoMoment {
    /// Whether there is a primary, and only one.
    var primaryConditions: [Condition] {
        [noPrimary]
            + (members.filter { !isArbiter($0) } + primariesApart).map { stalePrimary($0) }
    }

    var noPrimary: Condition {
        let silent = members.filter { reading($0) == nil }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoNoPrimary, truth: truth, summary: summary,
                evidence: [
                    silent.isEmpty ? nil : Evidence("silent", silent.joined(separator: ", ")),
                    Evidence("voters_up", optional: votersUp),
                ].compactMap(\.self))
        }
        if let primary = primary { return answer(.clear, "\(primary) is primary") }
        if silent.count == members.count { return answer(.unknown("no member answers"), "no member answers") }
        for host in silent {
            if let sign = livingWitness(of: host), sign.state == .primary {
                return answer(
                    .clear, "\(host) is primary by the word of \(sign.witness), though not reached from here")
            }
        }
        if !members.contains(where: { memberReading($0) != nil }) {
            let text = "no server that answers is a member of \(membership.setName ?? "the set")"
            return answer(.unknown(text), text)
        }
        for host in silent where !isArbiter(host) {
            if let reason = whyItMayBePrimary(host) { return answer(.unknown(reason), reason) }
        }
        let fact = primaryOutOfReach ?? "no member is primary: the set takes no writes"
        return answer(.holds, fact + (votersUp.map { "; \($0) voters are up" } ?? ""))
    }

    /// Why a member that does not answer us may be primary all the same; `nil` when it is not.
    private func whyItMayBePrimary(_ host: String) -> String? {
        switch whereabouts(of: host) {
        case .unheard: nil
        case .heard(let sign, _) where sign.state != nil: nil
        case .heard(let sign, _): "not seen: \(host) (\(sign.text), its state is not known)"
        case .unseen(let reason): "not seen: \(reason)"
        case .refuses(let failure), .nonsense(let failure): "not seen: \(host): \(failure)"
        case .answers: "not seen: \(host)"
        }
    }

    /// With us on the minority's side of a broken network, the other side may have a primary; `nil` when so many voters
    /// are not out of reach that they could elect one.
    ///
    /// A voter whose host refuses the connection is not out of reach: its process is gone.
    var primaryOutOfReach: String? {
        let voters = config.map { $0.members.filter { $0.votes > 0 && !$0.newlyAdded }.map(\.host) } ?? members
        let distant = voters.filter { host in
            guard reading(host) == nil else { return false }
            return nodes[host]?.record.failure?.leavesRoomForLife ?? false
        }
        guard !distant.isEmpty, distant.count >= voters.count / 2 + 1 else { return nil }
        return "no primary within reach; the \(distant.count) voters not reached may have one"
    }

    /// `1 of 3, 2 needed to elect`; `nil` while that cannot be told.
    private var votersUp: String? {
        let electorate = electorate
        guard let electorate, electorate.unseen.isEmpty else { return nil }
        let up = electorate.voters.count { $0.votesNow }
        return "\(up) of \(electorate.voters.count) (\(electorate.majority) needed to elect)"
    }
}

extension ProbeFailure {
    /// Whether others than we may well reach the server: nothing of its host answered us.
    fileprivate var leavesRoomForLife: Bool {
        switch self {
        case .timeout, .resolve, .tls: true
        // The driver does not tell a host that refuses from one without a route: mostly the process is gone.
        default: false
        }
    }
}
