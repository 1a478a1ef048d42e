internal import ReplicationCore

/// What is worked out once of a standby for one view, and asked for by many of its parts.
struct JudgedStandby {
    var link: LinkView
    /// What a reader of it is behind the primary by.
    var lag: Lag
    var trend: ReplicationTrend?

    var name: String { link.downstream }
}

extension PostgresMoment {
    /// Link, lag and trend of a standby. Where its upstream is the primary, the link's lag is the standby's.
    func judged(_ standby: String) -> JudgedStandby {
        let link = self.link(to: standby)
        let primary = reading(standby).flatMap { self.primary(for: $0) }
        let lag = primary != nil && primary == link.upstream ? link.lag : self.lag(of: standby)
        return JudgedStandby(link: link, lag: lag, trend: trend(of: standby, lag: lag))
    }
}
