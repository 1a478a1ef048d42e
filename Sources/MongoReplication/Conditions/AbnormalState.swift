internal import ReplicationCore

extension MongoConditions {
    /// Whether a member is not in its working state, or is not the member that it should be.
    static func memberState(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        if let wrong = wrongIdentity(moment, member) { return .holds(wrong, evidence(member)) }
        return member.state.isNormal ? .clear : .holds(text(moment, member), evidence(member))
    }

    private static func evidence(_ member: AnsweringMember) -> [Evidence?] {
        let reading = member.reading
        return [
            Evidence("state", member.state.name), Evidence("set", optional: reading.hello.setName),
            Evidence("me", optional: reading.hello.me),
            Evidence("replica_set_id", optional: reading.config?.settings.replicaSetID),
            Evidence("message", optional: reading.status?.own?.message),
            Evidence("sync_source", optional: reading.status?.syncSourceHost),
            Evidence("maintenance_mode", optional: reading.status?.own?.maintenanceMode),
        ]
    }

    // MARK: Identity

    /// Why the server that answers is not the member of this set that it should be.
    private static func wrongIdentity(_ moment: MongoMoment, _ member: AnsweringMember) -> String? {
        let (host, hello) = (member.name, member.reading.hello)
        if let set = hello.setName {
            guard member.isInSet else { return "\(host) is a member of another set: \(set)" }
        } else if hello.isWritablePrimary {
            return "\(host) is a standalone server, a member of no set: it was started without --replSet"
        } else {
            return "\(host) is in no set: it was removed from it, or its set was never initiated"
        }
        if let other = moment.otherMember(answeringAt: host) {
            return "the address of \(host) leads to another member, \(other): names or addresses are mixed up"
        }
        guard let own = member.reading.config?.settings.replicaSetID, let common = commonSetID(moment),
            own != common
        else { return nil }
        return "\(host) is a member of another set of the same name (\(own), not \(common)): a set was initiated twice"
    }

    /// The `replicaSetId` that most members have; of equally many, the newest configuration's.
    private static func commonSetID(_ moment: MongoMoment) -> String? {
        let shown = moment.members.compactMap { moment.memberReading($0)?.config?.settings.replicaSetID }
        let counts = Dictionary(shown.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max()
        let candidates = counts.filter { $0.value == most }.map(\.key).sorted()
        guard let newest = moment.config?.settings.replicaSetID, candidates.contains(newest) else {
            return candidates.first
        }
        return newest
    }

    // MARK: State

    private static func text(_ moment: MongoMoment, _ member: AnsweringMember) -> String {
        let (host, state, status) = (member.name, member.state, member.reading.status)
        switch state {
        case .startup: return "\(host) starts: it has not read its configuration yet (STARTUP)"
        case .startup2 where copiesAll(status):
            return "\(host) copies all data from another member (STARTUP2: initial sync)"
        case .startup2: return "\(host) starts: it prepares the data it has (STARTUP2), and serves no reads yet"
        case .recovering where status?.tooStale == true:
            return "\(host) is too stale to catch up (RECOVERING): it needs an initial sync"
        case .recovering where status?.isInMaintenance == true:
            return "\(host) is in maintenance mode (RECOVERING): it serves no reads and cannot become primary"
                + applyingText(moment, host)
        case .recovering:
            return "\(host) catches up or checks itself (RECOVERING): it serves no reads"
                + applyingText(moment, host)
        case .rollback: return "\(host) undoes writes that no majority had (ROLLBACK)"
        case .removed: return "\(host) is configured, but considers itself removed from the set (REMOVED)"
        case .unknown where status == nil:
            return "\(host) is neither primary nor secondary; without replSetGetStatus no more is known"
        default: return state.isKnown ? "\(host) is in state \(state.name)" : state.notKnown(of: host)
        }
    }

    /// Whether it applies the primary's writes all the same.
    private static func applyingText(_ moment: MongoMoment, _ host: String) -> String {
        guard moment.primary != nil else { return "" }
        return switch moment.applying(of: host) {
        case .keepsUp: "; it goes on applying the primary's writes"
        case .standsStill(let why): "; it \(why)"
        case .unknown: ""
        }
    }

    /// Every start passes STARTUP2; only a member without data, or one that reports an initial sync, copies everything.
    private static func copiesAll(_ status: ReplicaSetStatus?) -> Bool {
        guard let status else { return false }
        if let sync = status.initialSync, sync.endedAt == nil { return true }
        return status.own?.opTime.flatMap { $0.isNull ? nil : $0 } == nil
    }
}
