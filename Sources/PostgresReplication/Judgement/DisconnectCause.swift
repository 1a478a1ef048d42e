internal import ReplicationCore

/// Why a standby has no connection to its upstream, as both ends show it.
enum DisconnectCause: Sendable, Hashable {
    /// The slot it asks for does not exist on the upstream.
    case slotMissing(String, upstream: String)
    /// The upstream has removed the WAL of the slot it asks for.
    case slotLost(String, upstream: String)
    /// Another process uses the slot it asks for.
    case slotInUse(String, upstream: String, pid: Int32)
    /// The upstream runs `max_wal_senders` WAL senders.
    case noWALSenderLeft(upstream: String)
    /// It has WAL that the upstream does not have.
    case ahead(received: LSN, upstream: String, end: LSN)
    /// It was last seen on another timeline than its upstream is on.
    case otherTimeline(UInt32, upstream: String, UInt32)

    /// One phrase for people.
    var sentence: String {
        switch self {
        case .slotMissing(let slot, let upstream): "slot \(slot) does not exist on \(upstream)"
        case .slotLost(let slot, let upstream): "slot \(slot) is lost on \(upstream)"
        case .slotInUse(let slot, let upstream, let pid): "slot \(slot) is in use on \(upstream) by process \(pid)"
        case .noWALSenderLeft(let upstream): "\(upstream) has no WAL sender left"
        case .ahead(let received, let upstream, let end):
            "it has WAL up to \(received), \(HumanText.size(bytes: received.bytes(past: end))) more than "
                + "\(upstream) at \(end)"
        case .otherTimeline(let own, let upstream, let other):
            "it was on timeline \(own), \(upstream) is on \(other)"
        }
    }

    /// The cause as a fact of the link.
    var evidence: Evidence {
        let key =
            switch self {
            case .slotMissing, .slotLost, .slotInUse: "cause_slot"
            case .noWALSenderLeft: "cause_wal_senders"
            case .ahead: "cause_ahead"
            case .otherTimeline: "cause_timeline"
            }
        return Evidence(key, sentence)
    }
}
