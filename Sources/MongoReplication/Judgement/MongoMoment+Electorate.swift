internal import ReplicationCore

extension MongoMoment {
    /// Who votes and what each voter does; `nil` while no configuration is known, or none that has voters.
    var electorate: Electorate? {
        guard let config else { return nil }
        let declared = config.members.filter { $0.votes > 0 && !$0.newlyAdded }
        let status = primary.flatMap { memberReading($0)?.status }.flatMap {
            // Counts from another configuration do not apply to the members of this one.
            ($0.own?.configVersion ?? config.version) == config.version ? $0 : nil
        }
        let told = status?.majorityVoteCount.flatMap { 1...max(1, declared.count) ~= Int($0) ? Int($0) : nil }
        let voters = Self.settled(declared.map { voter($0) }, count: status?.votingMembersCount)
        guard !voters.isEmpty else { return nil }
        let majority = told ?? voters.count / 2 + 1
        let withData = voters.count { !$0.isArbiter }
        return Electorate(
            voters: voters, majority: majority,
            writeMajority: status?.writeMajorityCount.flatMap { 1...voters.count ~= Int($0) ? Int($0) : nil }
                ?? min(majority, withData))
    }

    /// From 5.0 on a voter that was just added votes only after its initial sync. replSetGetConfig does not tell, but the
    /// primary's count of voters leaves it out: as many as that count lacks, of those that do not work, the last added
    /// first.
    private static func settled(_ voters: [Electorate.Voter], count: Int32?) -> [Electorate.Voter] {
        guard let count, count > 0 else { return voters }
        let excess = max(0, voters.count - Int(count))
        // One that recovers and keeps up has mostly had its vote for long.
        let candidates = voters.indices.filter { !voters[$0].isWorking }
        let idle =
            (candidates.filter { voters[$0].keepsUp } + candidates.filter { !voters[$0].keepsUp }).suffix(excess)
        return voters.indices.filter { !idle.contains($0) }.map { voters[$0] }
    }

    private func voter(_ declared: ReplicaSetConfig.Member) -> Electorate.Voter {
        let host = declared.host
        let standing = standing(of: host)
        var voter = Electorate.Voter(
            host: host, isArbiter: declared.arbiterOnly, priority: declared.priority, delay: declared.delay,
            standing: standing)
        if voter.isRecovering { voter.applying = applying(of: host) }
        // Whoever came back a moment ago may not have been noticed yet.
        guard case .state = standing, let primary = primary, primary != host, isSettled(host),
            isSettled(primary)
        else { return voter }
        voter.isCutFromPrimary =
            peerView(of: host, by: primary)?.row.healthy == false
            && peerView(of: primary, by: host)?.row.healthy != true
        voter.isCutFromWrites = !declared.arbiterOnly && !getsWrites(host, from: primary)
        return voter
    }

    /// What a member does by its own word, else by that of those that hear it.
    private func standing(of host: String) -> Electorate.Standing {
        if let reading = reading(host) {
            guard belongs(reading.hello) else { return .gone("not a member of this set") }
            if let impostor = impostor(at: host) {
                return .unseen("the address of \(host) leads to \(impostor)")
            }
            // By `hello` alone every state that is not a working one looks the same.
            let state = state(of: host).flatMap { $0 == .unknown ? nil : $0 } ?? stateByPeers(host)
            return state.map { .state($0) }
                ?? .unseen("\(host) does not tell its state" + (reading.statusFailure.map { ": \($0)" } ?? ""))
        }
        switch whereabouts(of: host) {
        case .unheard: return .gone("down")
        case .nonsense(let failure):
            return stateByPeers(host).map { .state($0) } ?? .gone("does not answer as a member: \(failure)")
        case .heard(let sign, _):
            return sign.state.map { .state($0) } ?? .unseen("\(host) lives (\(sign.text)), its state is not known")
        case .refuses(let failure):
            return stateByPeers(host).map { .state($0) } ?? .unseen("\(host): \(failure)")
        case .unseen(let reason): return .unseen(reason)
        case .answers: return .unseen("\(host) does not tell its state")
        }
    }

    private func stateByPeers(_ host: String) -> MemberState? {
        peerViews(of: host).map(\.row).first { $0.healthy && $0.state != .unknown }?.state
    }

    /// Whether a member reaches the primary, or another member with data that does, where it may pull from that one.
    private func getsWrites(_ host: String, from primary: String) -> Bool {
        let sources = members.filter { !isArbiter($0) && $0 != host }
        func reaches(_ other: String, by witness: String) -> Bool {
            peerView(of: other, by: witness)?.row.healthy != false
        }
        if reaches(primary, by: host) { return true }
        guard config?.settings.chainingAllowed != false else { return false }
        var (found, next): (Set<String>, [String]) = ([host], [host])
        while let witness = next.popLast() {
            for source in sources where !found.contains(source) && reaches(source, by: witness) {
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
        if case .state(let state) = standing { state.isNormal } else { false }
    }

    fileprivate var keepsUp: Bool { isRecovering && applying == .keepsUp }
}
