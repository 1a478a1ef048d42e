internal import ReplicationCore

extension MongoMoment {
    /// The member's state by its own reply; `nil` while it does not answer replmon.
    func state(of host: String) -> MemberState? { answering[host]?.state }

    func isArbiter(_ host: String) -> Bool {
        if let hello = memberReading(host)?.hello { return hello.arbiterOnly }
        if let declaration = declaration(of: host) { return declaration.arbiterOnly }
        guard let reading = nodes[host]?.record.lastReading else { return false }
        return reading.hello.arbiterOnly
    }

    /// `secondaryDelaySecs` (before 5.0 `slaveDelay`), zero for a member that is not delayed.
    func delay(of host: String) -> Duration {
        max(.zero, declaration(of: host)?.delay ?? memberReading(host)?.hello.delay ?? .zero)
    }

    /// Whether any member answers.
    var isAnswered: Bool {
        members.contains { memberReading($0) != nil }
    }

    /// Why a host has no fresh reading.
    func staleReason(_ host: String) -> String {
        (nodes[host]?.record ?? NodeRecord()).staleReason(host, at: now)
    }

    /// The other member of this set that answers at this member's address; `nil` when the address leads where it
    /// should.
    func otherMember(answeringAt host: String) -> String? {
        guard let me = memberReading(host)?.hello.me?.lowercased(), me != host.lowercased() else { return nil }
        return members.first { $0.lowercased() == me }
    }

    /// Whether the server that answers under this name, if any does, is this member of the set.
    func isOwnAnswer(_ host: String) -> Bool {
        reading(host) == nil || memberReading(host) != nil && otherMember(answeringAt: host) == nil
    }

    /// In its initial sync, by its own reply or by those of its peers: a new member may not know replmon's user yet.
    func isJoining(_ host: String) -> Bool {
        let states: [MemberState] = [.startup, .startup2]
        if let own = memberReading(host)?.status?.myState { return states.contains(own) }
        return peerViews(of: host).contains { $0.row.healthy && states.contains($0.row.state) }
    }

    /// Whether a member runs and answers for long enough that all others must have noticed it.
    func isSettled(_ host: String) -> Bool {
        guard let member = nodes[host] else { return false }
        if let since = member.presence.silenceEndedAt, since.duration(to: now) < heartbeatSettling { return false }
        if let uptime = memberReading(host)?.status?.own?.uptime, let readAt = member.record.lastReadingAt {
            return uptime + readAt.duration(to: now) >= heartbeatSettling
        }
        return member.presence.processSince.map { $0.duration(to: now) >= heartbeatSettling } ?? true
    }

    /// The member that a member copies from, by its own reply or a peer's.
    func findSyncSource(of host: String) -> String? {
        let own = reading(host)?.status?.syncSourceHost
        let reported = peerViews(of: host).compactMap(\.row.syncSourceHost)
        return ([own].compactMap(\.self) + reported).first { !$0.isEmpty }
    }
}
