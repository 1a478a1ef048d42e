internal import ReplicationCore

/// The facts that an observation adds to the histories of several nodes.
extension PostgresMoment {
    /// Notes whether a node takes its WAL from an archive.
    mutating func noteArchive(of name: String) {
        let isFed = nodes[name].map { isFedFromArchive($0) } ?? false
        nodes[name]?.wasFedFromArchive = isFed
    }

    /// Notes which standbys have replied to their WAL senders on this node since the poll before: signs of life from
    /// elsewhere. A changed row shows only that the reply came after that poll.
    mutating func noteReplies(to upstream: String, since lastAnsweredStart: MonotonicInstant?) {
        guard let reading = nodes[upstream]?.lastReading else { return }
        for downstream in names {
            guard let join = nodes[downstream]?.join, join.upstream == upstream else { continue }
            let sender = reading.walSenders.first { $0.pid == join.senderPID }
            nodes[downstream]?.noteSent(sender?.sentLSN)
            guard let reply = sender?.reply, reply != nodes[downstream]?.lastReply else { continue }
            if nodes[downstream]?.lastReply != nil, let lastAnsweredStart {
                nodes[downstream]?.repliedAt = lastAnsweredStart
            }
            nodes[downstream]?.lastReply = reply
        }
    }

    /// Notes the upstream behind a node's WAL receiver. A WAL receiver serves one connection, to one upstream: a join that
    /// was once recognised stays true of it.
    mutating func noteJoin(of downstream: String) {
        if nodes[downstream]?.lastReading?.isPrimary == true {
            nodes[downstream]?.join = nil
            return
        }
        guard var join = join(of: downstream) else { return }
        if let known = nodes[downstream]?.join, join.senderPID == nil, known.receiverPID == join.receiverPID,
            known.upstream == join.upstream,
            reading(join.upstream)?.walSenders.contains(where: { $0.pid == known.senderPID }) == true
        {
            join.senderPID = known.senderPID
        }
        nodes[downstream]?.join = join
    }
}
