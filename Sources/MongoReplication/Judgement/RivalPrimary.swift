internal import ReplicationCore

/// A primary beside another one, by its own reply or another member's.
struct RivalPrimary: Sendable {
    var host: String
    var term: Int64?
    /// The member that reports it; `nil` when it is the rival's own reply.
    var reporter: String?
    /// When that was first reported.
    var since: MonotonicInstant
    /// One of the two is outside of the newest configuration: no vote decides between them, and no term.
    var isSplitOff: Bool

    func isLater(than term: Int64?) -> Bool {
        guard !isSplitOff, let term, let own = self.term else { return false }
        return term < own
    }

    func isOlder(than term: Int64?) -> Bool {
        guard let term, let own = self.term else { return false }
        return own < term
    }
}

extension MongoMoment {
    /// Other primaries: those that answer as such, and those that a member names under a later term than that of
    /// `primary`, though replmon does not reach them.
    func rivals(of primary: AnsweringMember) -> [RivalPrimary] {
        let host = primary.name
        let isInside = members.contains(host)
        return (members + splitOff).compactMap { other in
            guard other != host, let member = answering[other], member.isInSet, !isSameServer(member, primary),
                let claim = member.history.presence.claim, let since = member.history.presence.claimedSince
            else { return nil }
            if claim.isOwn {
                return RivalPrimary(
                    host: other, term: claim.term, since: since, isSplitOff: isInside != members.contains(other))
            }
            guard let named = claim.primary, members.contains(named) || splitOff.contains(other), named != host,
                reading(named) == nil, let own = primary.history.presence.claim?.term, let term = claim.term,
                own < term
            else { return nil }
            return RivalPrimary(
                host: named, term: term, reporter: other, since: since,
                isSplitOff: isInside != members.contains(named))
        }
    }

    func wasAsked(_ host: String, since instant: MonotonicInstant) -> Bool {
        nodes[host]?.record.latest.map { $0.startedAt >= instant } ?? false
    }

    /// Two addresses of one server.
    private func isSameServer(_ left: AnsweringMember, _ right: AnsweringMember) -> Bool {
        let (left, right) = (left.reading.hello, right.reading.hello)
        if let leftID = left.processID, let rightID = right.processID { return leftID == rightID }
        return left.me != nil && left.me == right.me
    }
}
