internal import ReplicationCore

extension MongoMoment {
    /// Whether each member is in its working state and tells us all we ask.
    var stateConditions: [Condition] {
        members.flatMap { [abnormalState($0), authentication($0)] }
    }

    private func abnormalState(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoMemberState, node: host, truth: truth, summary: summary, evidence: evidence, causes: [host])
        }
        guard let reading = reading(host), let state = state(of: host) else {
            return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        }
        let evidence = stateEvidence(reading, state)
        if let wrong = wrongIdentity(host, reading) { return answer(.holds, wrong, evidence) }
        return state.isNormal
            ? answer(.clear, "\(host) is \(state.name)", evidence)
            : answer(.holds, words(host, state, reading), evidence)
    }

    private func stateEvidence(_ reading: MongoReading, _ state: MemberState) -> [Evidence] {
        [
            Evidence("state", state.name), Evidence("set", optional: reading.hello.setName),
            Evidence("me", optional: reading.hello.me),
            Evidence("replica_set_id", optional: reading.config?.settings.replicaSetID),
            Evidence("message", optional: reading.status?.own?.message),
            Evidence("sync_source", optional: reading.status?.syncSourceHost),
            Evidence("maintenance_mode", optional: reading.status?.own?.maintenanceMode),
        ].compactMap(\.self)
    }

    // MARK: Who it is

    /// Why what answers is not the member of this set that it should be.
    private func wrongIdentity(_ host: String, _ reading: MongoReading) -> String? {
        let hello = reading.hello
        if let set = hello.setName {
            guard belongs(hello) else { return "\(host) is a member of another set: \(set)" }
        } else if hello.isWritablePrimary {
            return "\(host) is a standalone server, a member of no set: it was started without --replSet"
        } else {
            return "\(host) is in no set: it was removed from it, or its set was never initiated"
        }
        if let impostor = impostor(at: host) {
            return "the address of \(host) leads to another member, \(impostor): names or addresses are mixed up"
        }
        guard let own = reading.config?.settings.replicaSetID, let common = commonSetID, own != common else {
            return nil
        }
        return "\(host) is a member of another set of the same name (\(own), not \(common)): a set was initiated twice"
    }

    /// The `replicaSetId` that most members have; of equally many, the newest configuration's.
    private var commonSetID: String? {
        let told = members.compactMap { memberReading($0)?.config?.settings.replicaSetID }
        let counts = Dictionary(told.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max()
        let candidates = counts.filter { $0.value == most }.map(\.key).sorted()
        guard let newest = config?.settings.replicaSetID, candidates.contains(newest) else { return candidates.first }
        return newest
    }

    // MARK: What it does

    private func words(_ host: String, _ state: MemberState, _ reading: MongoReading) -> String {
        let status = reading.status
        switch state {
        case .startup: return "\(host) starts: it has not read its configuration yet (STARTUP)"
        case .startup2 where Self.copiesAll(status):
            return "\(host) copies all data from another member (STARTUP2: initial sync)"
        case .startup2: return "\(host) starts: it prepares the data it has (STARTUP2), and serves no reads yet"
        case .recovering where status?.tooStale == true:
            return "\(host) is too stale to catch up (RECOVERING): it needs an initial sync"
        case .recovering where status?.isInMaintenance == true:
            return "\(host) is in maintenance mode (RECOVERING): it serves no reads and cannot become primary"
                + applyingText(host)
        case .recovering:
            return "\(host) catches up or checks itself (RECOVERING): it serves no reads" + applyingText(host)
        case .rollback: return "\(host) undoes writes that no majority had (ROLLBACK)"
        case .removed: return "\(host) is configured, but takes itself for removed from the set (REMOVED)"
        case .unknown where status == nil:
            return "\(host) is neither primary nor secondary; more is not told without replSetGetStatus"
        default: return "\(host) is in state \(state.name)"
        }
    }

    /// Whether it applies the primary's writes all the same.
    private func applyingText(_ host: String) -> String {
        guard primary != nil else { return "" }
        return switch applying(of: host) {
        case .keepsUp: "; it goes on applying the primary's writes"
        case .standsStill(let why): "; it \(why)"
        case .unknown: ""
        }
    }

    /// Every start passes STARTUP2; only one without data, or that says so, is an initial sync.
    private static func copiesAll(_ status: ReplicaSetStatus?) -> Bool {
        guard let status else { return false }
        if let sync = status.initialSync, sync.endedAt == nil { return true }
        return status.own?.opTime.flatMap { $0.isNull ? nil : $0 } == nil
    }

    // MARK: Whether it lets us ask

    private func authentication(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.mongoAuthenticationFailed, node: host, truth: truth, summary: summary, causes: [host])
        }
        let reading = reading(host)
        switch reading?.statusFailure ?? nodes[host]?.record.failure {
        case .authentication? where isJoining(host), .privilege? where isJoining(host):
            return answer(.clear, "\(host) copies all data from another member and does not know replmon's user yet")
        case .authentication(let text)?: return answer(.holds, "\(host) refuses replmon's login: \(text)")
        case .privilege(let text)?: return answer(.holds, "\(host): missing privilege: \(text)")
        case nil where reading?.hello.arbiterOnly == true:
            return answer(.clear, "\(host) is an arbiter: replmon does not log in to it")
        case nil where reading != nil: return answer(.clear, "\(host) does not refuse replmon's login")
        case nil: return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        case let other?: return answer(.unknown(other.description), "\(host): \(other)")
        }
    }
}
