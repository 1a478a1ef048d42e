internal import ReplicationCore

extension PostgresMoment {
    /// The node declared before this one that is the same server: two conninfos of several hosts may both lead to the one host
    /// that is left.
    func earlierDuplicate(of name: String) -> String? {
        guard reading(name)?.startedAt != nil else { return nil }
        return names.prefix { $0 != name }.first { isSameServer($0, name) }
    }

    /// By the system and by the start of the server, to the millisecond. The rest that both show must not differ either: two
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
