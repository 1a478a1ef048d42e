internal import ReplicationCore

extension MongoMoment {
    /// What a member that answers says of another: testimony.
    struct PeerView {
        var witness: String
        var row: ReplicaSetStatus.Member
        /// How long before now the witness last received a heartbeat from it.
        var heardAgo: Duration?
        /// How old the witness's answer is.
        var age: Duration
        /// How long the answer took: what it says may be older by as much.
        var pollDuration: Duration
    }

    func peerViews(of host: String) -> [PeerView] {
        members.compactMap { witness in witness == host ? nil : peerView(of: host, by: witness) }
    }

    func peerView(of host: String, by witness: String) -> PeerView? {
        guard let word = nodes[witness]?.words[host], let readAt = nodes[witness]?.record.lastReadingAt,
            nodes[witness]?.record.failure == nil, isSet(nodes[witness]?.setName)
        else { return nil }
        let age = readAt.duration(to: now)
        guard age <= limits.reading else { return nil }
        return PeerView(
            witness: witness, row: word.row, heardAgo: word.heardAgo.map { $0 + age }, age: age,
            pollDuration: nodes[witness]?.record.pollDuration ?? .zero)
    }

    /// Whether a set's name is that of the set we watch.
    private func isSet(_ name: String?) -> Bool {
        guard let name else { return false }
        return name == (membership.setName ?? name)
    }

    /// The member's state by its own word, else by `hello` alone; `nil` while it does not answer us.
    func state(of host: String) -> MemberState? {
        guard let reading = reading(host) else { return nil }
        guard belongs(reading.hello) else { return reading.hello.setName == nil ? .removed : .unknown }
        if let state = reading.status?.myState { return state }
        if reading.hello.isWritablePrimary { return .primary }
        if reading.hello.secondary { return .secondary }
        return reading.hello.arbiterOnly ? .arbiter : .unknown
    }

    func isArbiter(_ host: String) -> Bool {
        if let hello = memberReading(host)?.hello { return hello.arbiterOnly }
        if let declaration = declaration(of: host) { return declaration.arbiterOnly }
        guard let reading = nodes[host]?.record.lastReading else { return false }
        return reading.hello.arbiterOnly
    }

    /// The other member of this set that answers at this member's address; `nil` when the address leads where it should.
    func impostor(at host: String) -> String? {
        guard let me = memberReading(host)?.hello.me?.lowercased(), me != host.lowercased() else { return nil }
        return members.first { $0.lowercased() == me }
    }

    // MARK: How often members hear each other

    /// `heartbeatIntervalMillis` by the newest configuration, within reason.
    var heartbeatInterval: Duration {
        min(max((config?.settings ?? .init()).heartbeatInterval, .milliseconds(100)), .seconds(60))
    }

    /// `heartbeatTimeoutSecs` by the newest configuration, within reason: for as long a member that died still shows
    /// `health` 1, and one that came back may still show 0.
    var heartbeatTimeout: Duration {
        min(max((config?.settings ?? .init()).heartbeatTimeout, .seconds(1)), .seconds(300))
    }

    /// After as long everybody who can has heard a member that came.
    var heartbeatSettling: Duration { heartbeatTimeout + heartbeatInterval }
}
