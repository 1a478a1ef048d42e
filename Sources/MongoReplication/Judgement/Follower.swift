internal import ReplicationCore

/// A member that copies data from another, and how far it is behind.
struct Follower: Sendable {
    let name: String
    /// Behind the primary, the configured delay included.
    let lag: Lag
    /// `secondaryDelaySecs`, zero for a member that is not delayed.
    let delay: Duration
    let syncSource: String?
    /// Its state by its own reply; `nil` while it does not answer.
    let state: MemberState?
}

extension MongoMoment {
    /// `nil` for the primary, for an arbiter, and for a member of which neither a reading nor a declaration is known.
    func follower(_ host: String) -> Follower? {
        guard !isArbiter(host), host != primary, let lag = lags[host]?.lag,
            nodes[host]?.record.lastReading != nil || declaration(of: host) != nil
        else { return nil }
        return Follower(
            name: host, lag: lag, delay: delay(of: host), syncSource: syncSources[host], state: state(of: host))
    }
}
