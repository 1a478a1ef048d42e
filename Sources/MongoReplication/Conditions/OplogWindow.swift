internal import ReplicationCore

extension MongoConditions {
    /// How far back the primary's oplog reaches; of another member, how much may be cut off before it can no longer
    /// catch up.
    static func oplogWindow(_ moment: MongoMoment, _ host: String) -> Answer {
        if let member = moment.answering[host], !member.isInSet || member.state == .startup2 { return .clear }
        guard host != moment.primary else { return primaryWindow(moment, host) }
        switch moment.oplogRooms[host] ?? .unknown(moment.staleReason(host)) {
        case .unlimited: return .clear
        case .unknown(let reason): return .unknown(reason)
        case .limited(let headroom): return .measured(headroom.time, text(host, headroom), evidence(headroom))
        }
    }

    private static func primaryWindow(_ moment: MongoMoment, _ host: String) -> Answer {
        if moment.oplogReach(of: host).value?.isFull == false { return .clear }
        return switch moment.oplogWindow(of: host) {
        case .unknown(let reason): .unknown(reason)
        case .known(let time):
            .measured(
                time, "the oplog of \(host) reaches back \(HumanText.age(time))",
                [Evidence("window_seconds", HumanText.seconds(time))])
        }
    }

    private static func text(_ host: String, _ headroom: OplogHeadroom) -> String {
        guard headroom.time > .zero else {
            return "\(host) has fallen off the oplog of \(headroom.source), which reaches back furthest"
        }
        return "\(host) has \(HumanText.age(headroom.time)) of oplog left on \(headroom.source)"
            + (headroom.fallsOffIn.map { " and falls off in about \(HumanText.age($0))" } ?? "")
    }

    private static func evidence(_ headroom: OplogHeadroom) -> [Evidence?] {
        [
            Evidence("headroom_seconds", HumanText.seconds(headroom.time)), Evidence("source", headroom.source),
            Evidence("falls_off_in_seconds", optional: headroom.fallsOffIn.map(HumanText.seconds)),
        ]
    }
}
