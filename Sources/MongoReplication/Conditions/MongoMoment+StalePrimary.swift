internal import ReplicationCore

/// Two primaries at a time.
extension MongoMoment {
    /// A primary that is not the member asked about, by its own word or another member's.
    private struct Rival {
        var host: String
        var term: Int64?
        /// Who says so; `nil` when it is the rival's own word.
        var witness: String?
        /// When that was first said.
        var since: MonotonicInstant
        /// One of the two is outside of the newest configuration: no vote decides between them, and no term.
        var isApart: Bool

        func isLater(than term: Int64?) -> Bool {
            !isApart && MongoMoment.isOlder(term, than: self.term)
        }
    }

    /// Whether this member takes writes although another one was elected in a later term.
    ///
    /// A stepdown looks the same for as long as the former primary has not been asked again: so it must have said that
    /// it takes writes in answer to a poll that began after the other was seen as primary.
    func stalePrimary(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(.mongoStalePrimary, node: host, truth: truth, summary: summary, evidence: evidence)
        }
        guard reading(host) != nil else {
            let reason = nodes[host]?.record.staleReason(host, at: now) ?? "\(host) has not been polled yet"
            return answer(.unknown(reason), reason)
        }
        guard let reading = memberReading(host), reading.hello.isWritablePrimary else {
            return answer(.clear, "\(host) takes no writes in this set")
        }
        let term = nodes[host]?.presence.word?.term
        let rivals = rivals(of: host).filter { $0.isApart || !Self.isOlder($0.term, than: term) }
        guard let rival = rivals.first(where: { $0.isLater(than: term) }) ?? rivals.first else {
            return answer(.clear, "\(host) is the only primary known, or the one of the latest term")
        }
        let isStale = rival.isLater(than: term)
        guard wasAsked(host, since: rival.since),
            isStale || wasAsked(rival.host, since: nodes[host]?.presence.wordSince ?? rival.since)
        else {
            let text = "\(rival.host) became primary, and \(host) has not been asked since whether it steps down"
            return answer(.unknown(text), text)
        }
        return answer(.holds, text(host, term, rival), evidence(host, term, rival))
    }

    /// Lower, both being known.
    private static func isOlder(_ left: Int64?, than right: Int64?) -> Bool {
        guard let left, let right else { return false }
        return left < right
    }

    private func wasAsked(_ host: String, since instant: MonotonicInstant) -> Bool {
        nodes[host]?.record.latest.map { $0.startedAt >= instant } ?? false
    }

    /// Other primaries: those that answer as such, and those that a member names under a later term than ours, though we
    /// do not reach them.
    private func rivals(of host: String) -> [Rival] {
        let apart = apart
        return (members + apart).filter { $0 != host && !isSameServer($0, host) }.compactMap { other in
            guard memberReading(other) != nil, let presence = nodes[other]?.presence,
                let word = presence.word, let since = presence.wordSince
            else { return nil }
            let isInside = members.contains(host)
            if word.isOwn {
                return Rival(
                    host: other, term: word.term, since: since, isApart: isInside != members.contains(other))
            }
            guard let named = word.primary, members.contains(named) || apart.contains(other), named != host,
                reading(named) == nil,
                Self.isOlder(nodes[host]?.presence.word?.term, than: word.term)
            else { return nil }
            return Rival(
                host: named, term: word.term, witness: other, since: since,
                isApart: isInside != members.contains(named))
        }
    }

    // MARK: Primaries outside of the configuration

    /// Members that left the newest configuration and go on without it as members of this set, a primary among them:
    /// what a forced reconfiguration of one half leaves of the other, or a removed member that was forced into a set
    /// of its own. One that has not heard of its removal is none, nor is another address of a member.
    var apart: [String] {
        membership.departures.keys.sorted().filter { host in
            guard let departure = membership.departures[host], let node = nodes[host], let reading = node.lastReading,
                let toldAt = node.record.lastReadingAt, toldAt > departure,
                toldAt.duration(to: now) < ReplicaSetMembership.departureShown, belongs(reading.hello),
                reading.hello.me.map({ !members.contains($0) }) ?? true
            else { return false }
            if let config, let told = reading.config, !told.isSameSet(as: config) { return false }
            return reading.hello.isWritablePrimary || reading.hello.primary.map { !members.contains($0) } ?? false
        }
    }

    var primariesApart: [String] {
        apart.filter { nodes[$0]?.lastReading?.hello.isWritablePrimary == true }
    }

    /// Two addresses of one server.
    private func isSameServer(_ left: String, _ right: String) -> Bool {
        guard let left = reading(left)?.hello, let right = reading(right)?.hello else { return false }
        if let leftID = left.processID, let rightID = right.processID { return leftID == rightID }
        return left.me != nil && left.me == right.me
    }

    private func text(_ host: String, _ term: Int64?, _ rival: Rival) -> String {
        let says = rival.witness.map { " by the word of \($0)" } ?? ""
        if rival.isApart {
            let outside = members.contains(host) ? rival.host : host
            return "\(host) and \(rival.host)\(says) both take writes: two primaries, and \(outside) is not in "
                + "the newest configuration" + (membership.newestRevision.map { " (\($0))" } ?? "")
        }
        guard let term, let rivalTerm = rival.term, term < rivalTerm else {
            return "\(host) and \(rival.host)\(says) both take writes: two primaries, and their terms do not tell "
                + "which is the stale one"
        }
        let risk = writesAtRisk(host).map {
            "; its last \(HumanText.age($0)) of writes have no majority and will be rolled back"
        }
        return "\(host) still takes writes as primary of term \(term), though \(rival.host) is primary of term "
            + "\(rivalTerm)\(says)" + (risk ?? "")
    }

    private func evidence(_ host: String, _ term: Int64?, _ rival: Rival) -> [Evidence] {
        let (own, other) = (reading(host), reading(rival.host))
        return [
            Evidence("term_of", of: host, optional: term),
            Evidence("term_of", of: rival.host, optional: rival.term),
            Evidence("last_write_of", of: host, optional: own?.hello.lastWrite ?? own?.status?.own?.opTime),
            Evidence("last_write_of", of: rival.host, optional: other?.hello.lastWrite ?? other?.status?.own?.opTime),
            Evidence("last_write_date_of", of: host, optional: own?.hello.lastWriteDate),
            Evidence("last_write_date_of", of: rival.host, optional: other?.hello.lastWriteDate),
            Evidence("commit_point_of", of: host, optional: own?.status?.lastCommitted),
            Evidence(
                "writes_at_risk_seconds",
                optional: rival.isApart ? nil : writesAtRisk(host).map(HumanText.seconds)),
        ].compactMap(\.self)
    }

    /// From the last write that a majority has to the last one at all, both by the clock of the primary that wrote them.
    private func writesAtRisk(_ host: String) -> Duration? {
        guard let status = reading(host)?.status, let last = status.own?.position,
            let committed = status.committed
        else { return nil }
        let (reached, least) = OplogPosition.aligned(last, committed)
        return max(.zero, reached.written.since(least.written))
    }
}
