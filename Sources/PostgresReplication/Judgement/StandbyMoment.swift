internal import ReplicationCore

/// A standby at one instant, whether it answers or not.
struct StandbyMoment: Sendable {
    let name: String
    let history: PostgresNode
    /// Its fresh reading; `nil` while it does not answer.
    let reading: HeldReading?
    /// The link to its upstream.
    let link: PostgresLink
    /// How far it is behind that upstream.
    let linkLag: Lag
    /// How far a reader of it is behind the primary.
    let lag: Lag
    let trend: ReplicationTrend?
    /// The nodes whose failure would explain trouble of its link, itself first.
    let linkCauses: [String]
}

extension StandbyMoment {
    var linkView: LinkView {
        LinkView(upstream: link.upstream, downstream: name, state: link.state, lag: linkLag, evidence: link.evidence)
    }
}

extension PostgresMoment {
    /// A standby with its link, lag and trend. Where its upstream is the primary, the link's lag is the standby's.
    func standbyMoment(_ name: String) -> StandbyMoment? {
        guard let history = nodes[name] else { return nil }
        let reading = reading(name)
        let link = link(of: name, upstream: upstream(of: name))
        let linkLag = lag(of: name, behind: link.upstream)
        let primary = reading.flatMap { self.primary(for: $0) }
        let lag = primary != nil && primary == link.upstream ? linkLag : self.lag(of: name)
        return StandbyMoment(
            name: name, history: history, reading: reading, link: link, linkLag: linkLag, lag: lag,
            trend: trend(of: name, lag: lag), linkCauses: linkCauses(of: name, upstream: link.upstream))
    }

    /// The failure of a former primary explains trouble of a link only until another primary of the system answers: from then
    /// on the standby should follow that one.
    private func linkCauses(of name: String, upstream: String?) -> [String] {
        guard let upstream else { return [name] }
        let own = nodes[name]?.lastReading
        let isSuperseded =
            !isStandby(upstream)
            && primaries.contains { $0 != upstream && Self.sameSystem(reading($0), own) }
        return isSuperseded ? [name] : [name, upstream]
    }
}
