internal import ReplicationCore

/// A member that answers, at one instant.
struct AnsweringMember: Sendable {
    let name: String
    /// Its polls so far.
    let history: MongoMember
    /// Its fresh reading.
    let reading: MongoReading
    /// Its row in the newest known configuration; `nil` where there is none.
    let declaration: ReplicaSetConfig.Member?
    /// Whether it answers as a member of the set that is watched: not of another one, not as a standalone server.
    let isInSet: Bool
    /// Its state by its own reply.
    let state: MemberState

    /// Why `replSetGetStatus` is missing in its reply.
    var statusProblem: String {
        reading.statusFailure?.description ?? "no replSetGetStatus"
    }

    /// Why it shows nothing of the set; `nil` when it answers as a member.
    var outsideReason: String? {
        isInSet ? nil : "\(name) answers, but not as a member of this set"
    }

    /// Why its slower facts are not known; `nil` when they are.
    func serverSilence(privilege: String) -> String? {
        if let outsideReason { return outsideReason }
        if let failure = reading.statusFailure { return "\(name) does not show \(privilege): \(failure)" }
        guard let server = reading.server else { return "\(name): \(privilege) has not been read yet" }
        return server.denied.contains(privilege)
            ? "\(name): missing privilege \(privilege) (clusterMonitor has it)" : nil
    }
}

extension MongoMoment {
    func answeringMember(_ host: String) -> AnsweringMember? {
        guard let reading = reading(host), let history = nodes[host] else { return nil }
        let isInSet = belongs(reading.hello)
        return AnsweringMember(
            name: host, history: history, reading: reading, declaration: declaration(of: host), isInSet: isInSet,
            state: isInSet ? reading.state : reading.hello.setName == nil ? .removed : .unknown)
    }
}

extension MongoReading {
    /// The member's state by `replSetGetStatus`, else as far as `hello` shows it.
    fileprivate var state: MemberState {
        if let state = status?.myState { return state }
        if hello.isWritablePrimary { return .primary }
        if hello.secondary { return .secondary }
        return hello.arbiterOnly ? .arbiter : .unknown
    }
}
