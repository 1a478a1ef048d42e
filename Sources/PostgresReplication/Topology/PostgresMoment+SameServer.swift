internal import ReplicationCore

extension PostgresMoment {
    /// The node declared before this one that is the same server: two conninfos of several hosts may both have come to
    /// lead to the one that is left.
    func earlierName(of name: String) -> String? {
        guard reading(name)?.startedAt != nil else { return nil }
        return names.prefix { $0 != name }.first { isSameServer($0, name) }
    }

    /// By the system and the start of the server, told to the millisecond; what else both show must not differ, for two
    /// servers may be started at once.
    func isSameServer(_ left: String, _ right: String) -> Bool {
        guard left != right, let one = reading(left), let other = reading(right),
            let system = one.systemIdentifier, system == other.systemIdentifier,
            let startedAt = one.startedAt, startedAt == other.startedAt
        else { return false }
        switch (one.standby, other.standby) {
        case (nil, nil): return one.timeline == other.timeline
        case (let one?, let other?):
            return one.receiverPID == other.receiverPID
                || [left, right].contains { nodes[$0]?.receiverIsNew == true }
        case (nil, _), (_, nil): return false
        }
    }
}

extension PositionClock {
    /// The first position read at or after `instant`.
    func firstPosition(since instant: MonotonicInstant) -> UInt64? {
        runs.first { $0.first >= instant || $0.last >= instant }?.position
    }
}
