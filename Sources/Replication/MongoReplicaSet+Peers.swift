extension MongoReplicaSet {
    /// What the members that answer say of a member: testimony.
    struct PeerView {
        var witness: String
        var row: ReplicaSetStatus.Member
        /// How long before now the witness last received a heartbeat from it.
        var heardAgo: Duration?
    }

    func peerViews(of host: String, at now: MonotonicInstant) -> [PeerView] {
        members.filter { $0 != host }.compactMap { witness in
            guard let status = memberReading(witness, at: now)?.status,
                let readAt = nodes[witness]?.record.lastReadingAt,
                let row = status.members.first(where: { $0.name == host })
            else { return nil }
            return PeerView(
                witness: witness, row: row,
                heardAgo: status.heartbeatAge(of: host).map { $0 + readAt.duration(to: now) })
        }
    }

    /// A peer that received a heartbeat from `host` after our polls of it began to fail: it lives, and only our path
    /// to it is broken. (`health` alone stays 1 for ten seconds after a death.)
    func livingWitness(of host: String, at now: MonotonicInstant) -> PeerView? {
        guard let failingSince = nodes[host]?.record.failingSince else { return nil }
        let failingFor = failingSince.duration(to: now)
        return peerViews(of: host, at: now).first { view in
            view.row.healthy && view.heardAgo.map { $0 < failingFor } == true
        }
    }

    /// The member's state by its own word, else by `hello` alone; `nil` while it does not answer us.
    func state(of host: String, at now: MonotonicInstant) -> MemberState? {
        guard let reading = reading(host, at: now) else { return nil }
        guard belongs(reading.hello) else { return reading.hello.setName == nil ? .removed : .unknown }
        if let state = reading.status?.myState { return state }
        if reading.hello.isWritablePrimary { return .primary }
        if reading.hello.secondary { return .secondary }
        return reading.hello.arbiterOnly ? .arbiter : .unknown
    }

    func isArbiter(_ host: String, at now: MonotonicInstant) -> Bool {
        if let hello = memberReading(host, at: now)?.hello { return hello.arbiterOnly }
        if let declaration = declaration(of: host) { return declaration.arbiterOnly }
        guard case .mongodb(let reading)? = nodes[host]?.record.lastReading else { return false }
        return reading.hello.arbiterOnly
    }
}
