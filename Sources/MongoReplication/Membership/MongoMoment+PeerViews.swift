internal import ReplicationCore

extension MongoMoment {
    /// How the other members that answer see a member.
    func peerViews(of host: String) -> [PeerView] { peerViews[host] ?? [] }

    func peerView(of host: String, by reporter: String) -> PeerView? {
        peerViews[host]?.first { $0.reporter == reporter }
    }

    func findPeerViews(of host: String) -> [PeerView] {
        members.compactMap { reporter in reporter == host ? nil : findPeerView(of: host, by: reporter) }
    }

    private func findPeerView(of host: String, by reporter: String) -> PeerView? {
        guard let member = nodes[reporter], let shown = member.peers[host], let readAt = member.record.lastReadingAt,
            member.record.failure == nil, isSet(member.setName)
        else { return nil }
        let age = readAt.duration(to: now)
        guard age <= limits.reading else { return nil }
        return PeerView(
            reporter: reporter, row: shown.row, heardAgo: shown.heardAgo.map { $0 + age }, age: age,
            pollDuration: member.record.pollDuration)
    }

    /// Whether a set's name is that of the set that is watched.
    private func isSet(_ name: String?) -> Bool {
        guard let name else { return false }
        return name == (membership.setName ?? name)
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

    /// After as long every member that can has heard a member that came back.
    var heartbeatSettling: Duration { heartbeatTimeout + heartbeatInterval }
}
