internal import ReplicationCore

extension MongoMoment {
    /// The members that vote and the status of each; `nil` while no configuration is known, or none that has voters.
    func findElectorate() -> Electorate? {
        guard let config else { return nil }
        let declared = config.members.filter { $0.votes > 0 && !$0.newlyAdded }
        let status = primary.flatMap { memberReading($0)?.status }.flatMap {
            // Counts from another configuration do not apply to the members of this one.
            ($0.own?.configVersion ?? config.version) == config.version ? $0 : nil
        }
        let shown = status?.majorityVoteCount.flatMap { 1...max(1, declared.count) ~= Int($0) ? Int($0) : nil }
        let voters = Self.settled(declared.map { voter($0) }, count: status?.votingMembersCount)
        guard !voters.isEmpty else { return nil }
        let majority = shown ?? voters.count / 2 + 1
        let withData = voters.count { !$0.isArbiter }
        return Electorate(
            voters: voters, majority: majority,
            writeMajority: status?.writeMajorityCount.flatMap { 1...voters.count ~= Int($0) ? Int($0) : nil }
                ?? min(majority, withData))
    }

    /// From 5.0 on a voter that was just added votes only after its initial sync. replSetGetConfig does not show that,
    /// but the primary's count of voters leaves it out: as many as that count lacks, of those that do not work, the
    /// last added first.
    private static func settled(_ voters: [Electorate.Voter], count: Int32?) -> [Electorate.Voter] {
        guard let count, count > 0 else { return voters }
        let excess = max(0, voters.count - Int(count))
        // A member that recovers and keeps up has mostly had its vote for long.
        let candidates = voters.indices.filter { !voters[$0].isWorking }
        let idle =
            (candidates.filter { voters[$0].keepsUp } + candidates.filter { !voters[$0].keepsUp }).suffix(excess)
        return voters.indices.filter { !idle.contains($0) }.map { voters[$0] }
    }

    private func voter(_ declared: ReplicaSetConfig.Member) -> Electorate.Voter {
        let host = declared.host
        var voter = Electorate.Voter(
            host: host, isArbiter: declared.arbiterOnly, priority: declared.priority, delay: declared.delay,
            status: voterStatus(of: host))
        if voter.isRecovering { voter.applying = applying(of: host) }
        // The others may not have noticed yet that a member came back a moment ago.
        guard case .state = voter.status, let primary, primary != host, isSettled(host),
            isSettled(primary)
        else { return voter }
        voter.isCutFromPrimary =
            peerView(of: host, by: primary)?.row.healthy == false
            && peerView(of: primary, by: host)?.row.healthy != true
        voter.isCutFromWrites = !declared.arbiterOnly && !getsWrites(host, from: primary)
        return voter
    }

    /// The status of a member by its own reply, else by the replies of those that hear it.
    private func voterStatus(of host: String) -> Electorate.VoterStatus {
        if let member = answering[host] {
            guard member.isInSet else { return .gone("not a member of this set") }
            if let other = otherMember(answeringAt: host) {
                return .unseen("the address of \(host) leads to \(other)")
            }
            // By `hello` alone every state that is not a working one looks the same.
            let state = member.state == .unknown ? stateByPeers(host) : member.state
            return state.map { known($0, of: host) }
                ?? .unseen("\(host) does not show its state" + (member.reading.statusFailure.map { ": \($0)" } ?? ""))
        }
        switch reachability(of: host) {
        case .unheard: return .gone("down")
        case .answersOtherwise(let failure):
            return stateByPeers(host).map { known($0, of: host) } ?? .gone("does not answer as a member: \(failure)")
        case .heard(let sign, _):
            return sign.state.map { known($0, of: host) }
                ?? .unseen("\(host) runs (\(sign.text)), its state is not known")
        case .refuses(let failure):
            return stateByPeers(host).map { known($0, of: host) } ?? .unseen("\(host): \(failure)")
        case .unknown(let reason): return .unseen(reason)
        case .answers: return .unseen("\(host) does not show its state")
        }
    }

    /// Whether a member votes in a state that replmon does not know is not known.
    private func known(_ state: MemberState, of host: String) -> Electorate.VoterStatus {
        state.isKnown ? .state(state) : .unseen(state.notKnown(of: host))
    }

    private func stateByPeers(_ host: String) -> MemberState? {
        peerViews(of: host).map(\.row).first { $0.healthy && $0.state != .unknown }?.state
    }

    /// Whether a member reaches the primary, or another member with data that does, where it may pull from that one.
    private func getsWrites(_ host: String, from primary: String) -> Bool {
        let sources = members.filter { !isArbiter($0) && $0 != host }
        func reaches(_ other: String, by reporter: String) -> Bool {
            peerView(of: other, by: reporter)?.row.healthy != false
        }
        if reaches(primary, by: host) { return true }
        guard config?.settings.chainingAllowed != false else { return false }
        var (found, next): (Set<String>, [String]) = ([host], [host])
        while let reporter = next.popLast() {
            for source in sources where !found.contains(source) && reaches(source, by: reporter) {
                if source == primary { return true }
                guard memberReading(source)?.status != nil else { continue }
                found.insert(source)
                next.append(source)
            }
        }
        return false
    }
}

extension Electorate.Voter {
    fileprivate var isWorking: Bool {
        if case .state(let state) = status { state.isNormal } else { false }
    }

    fileprivate var keepsUp: Bool { isRecovering && applying == .keepsUp }
}
