internal import ReplicationCore

extension MongoMoment {
    /// Less behind than this is keeping up; a member that applies nothing for as long, although the primary has
    /// written, stands still.
    static let applyTolerance = Duration.seconds(10)

    /// Whether a member applies the primary's writes, and therefore acknowledges them.
    ///
    /// A member in RECOVERING pulls and applies the oplog like a secondary: in maintenance mode, or while it catches up
    /// after a start. One that is too stale, or has no source to pull from, is in RECOVERING as well, and applies
    /// nothing. Only the position distinguishes the two.
    /// <https://www.mongodb.com/docs/manual/reference/command/replSetMaintenance/>
    func applying(of host: String) -> Electorate.Applying {
        if memberReading(host)?.status?.tooStale == true { return .standsStill("too stale to catch up") }
        let lag = lags[host]?.lag ?? Lag(time: .unknown(staleReason(host)))
        guard let time = lag.time.value else {
            return .unknown("\(host) is RECOVERING, and its lag is not known: \(lag.time.unknownReason ?? "")")
        }
        let behind = time - delay(of: host)
        if behind <= Self.applyTolerance { return .keepsUp }
        if memberReading(host) != nil, let progress = nodes[host]?.progress {
            if progress.moved(within: Self.applyTolerance) { return .keepsUp }
            if let still = progress.stoodStillFor, still >= Self.applyTolerance {
                return .standsStill("has applied nothing for \(HumanText.age(still))")
            }
        }
        return .unknown(
            "\(host) is RECOVERING and \(HumanText.age(behind)) behind; whether it catches up has yet to be seen")
    }
}
