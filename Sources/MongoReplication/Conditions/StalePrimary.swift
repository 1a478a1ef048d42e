internal import ReplicationCore

extension MongoConditions {
    /// Whether this member takes writes although another one was elected in a later term.
    ///
    /// A stepdown looks the same for as long as the former primary has not been asked again: so it must have shown that
    /// it takes writes in answer to a poll that began after the other was seen as primary.
    static func stalePrimary(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        guard member.isInSet, member.reading.hello.isWritablePrimary else { return .clear }
        let term = member.history.presence.claim?.term
        let rivals = moment.rivals(of: member).filter { $0.isSplitOff || !$0.isOlder(than: term) }
        guard let rival = rivals.first(where: { $0.isLater(than: term) }) ?? rivals.first else { return .clear }
        let isStale = rival.isLater(than: term)
        guard moment.wasAsked(member.name, since: rival.since),
            isStale || moment.wasAsked(rival.host, since: member.history.presence.claimedSince ?? rival.since)
        else {
            return .unknown(
                "\(rival.host) became primary, and \(member.name) has not been asked since whether it steps down")
        }
        return .holds(text(moment, member, term, rival), evidence(moment, member, term, rival))
    }

    private static func text(
        _ moment: MongoMoment, _ member: AnsweringMember, _ term: Int64?, _ rival: RivalPrimary
    ) -> String {
        let host = member.name
        let says = rival.reporter.map { " (as \($0) reports)" } ?? ""
        if rival.isSplitOff {
            let outside = moment.members.contains(host) ? rival.host : host
            return "\(host) and \(rival.host)\(says) both take writes: two primaries, and \(outside) is not in "
                + "the newest configuration" + (moment.membership.newestRevision.map { " (\($0))" } ?? "")
        }
        guard let term, let rivalTerm = rival.term, term < rivalTerm else {
            return "\(host) and \(rival.host)\(says) both take writes: two primaries, and their terms do not show "
                + "which is the stale one"
        }
        let risk = member.writesAtRisk.map {
            "; its last \(HumanText.age($0)) of writes have no majority and will be rolled back"
        }
        return "\(host) still takes writes as primary of term \(term), though \(rival.host) is primary of term "
            + "\(rivalTerm)\(says)" + (risk ?? "")
    }

    private static func evidence(
        _ moment: MongoMoment, _ member: AnsweringMember, _ term: Int64?, _ rival: RivalPrimary
    ) -> [Evidence?] {
        let (host, own, other) = (member.name, member.reading, moment.reading(rival.host))
        return [
            Evidence("term_of", of: host, optional: term),
            Evidence("term_of", of: rival.host, optional: rival.term),
            Evidence("last_write_of", of: host, optional: own.hello.lastWrite ?? own.status?.own?.opTime),
            Evidence("last_write_of", of: rival.host, optional: other?.hello.lastWrite ?? other?.status?.own?.opTime),
            Evidence("last_write_date_of", of: host, optional: own.hello.lastWriteDate),
            Evidence("last_write_date_of", of: rival.host, optional: other?.hello.lastWriteDate),
            Evidence("commit_point_of", of: host, optional: own.status?.lastCommitted),
            Evidence(
                "writes_at_risk_seconds",
                optional: rival.isSplitOff ? nil : member.writesAtRisk.map(HumanText.seconds)),
        ]
    }
}

extension AnsweringMember {
    /// From the last write that a majority has to the last one at all, both by the clock of the primary that wrote
    /// them.
    fileprivate var writesAtRisk: Duration? {
        guard let status = reading.status, let last = status.own?.position, let committed = status.committed else {
            return nil
        }
        let (reached, least) = OplogPosition.aligned(last, committed)
        return max(.zero, reached.written.since(least.written))
    }
}
