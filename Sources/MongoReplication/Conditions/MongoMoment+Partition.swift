internal import ReplicationCore

/// Members that live and do not reach one another.
extension MongoMoment {
    /// For each member, whether it is cut off from all others; and for each ordered pair of a member that can be asked
    /// (`node`) and another (`upstream`), whether the first reaches the second. A member that is cut off is told once,
    /// not pair by pair, and two that do not reach each other are told once, under the first by name.
    func partitionConditions(_ whereabouts: [String: Whereabouts]) -> [Condition] {
        let living = members.filter { whereabouts[$0]?.lives == true && isOwnAnswer($0) }
        let cutOffs = members.map { cutOff($0, living: living, whereabouts) }
        let alone = Set(cutOffs.filter { $0.truth == .holds }.compactMap(\.subject.node))
        let pairs = members.filter { !isArbiter($0) }.flatMap { witness in
            members.filter { $0 != witness }.map { subject in
                pair(witness, subject, alone: alone, whereabouts[subject])
            }
        }
        return cutOffs + pairs
    }

    /// Whether what answers under this name, if anything does, is this member of the set.
    private func isOwnAnswer(_ host: String) -> Bool {
        reading(host) == nil || memberReading(host) != nil && impostor(at: host) == nil
    }

    // MARK: Cut off from all

    private func cutOff(_ host: String, living: [String], _ whereabouts: [String: Whereabouts]) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoPartition, node: host, truth: truth, summary: summary,
                evidence: truth == .clear ? [] : wordsOn(host), causes: [host])
        }
        if members.count < 3 { return answer(.clear, "of two members each tells of the other") }
        switch whereabouts[host] ?? .unseen("\(host) has not been polled yet") {
        case .unseen(let reason): return answer(.unknown(reason), reason)
        case .nonsense, .unheard: return answer(.clear, "\(host) is down")
        case .answers, .refuses, .heard: break
        }
        let others = living.filter { $0 != host && isSettled($0) }
        let seen = others.compactMap { peerView(of: $0, by: host) }
        let seenBy = others.compactMap { peerView(of: host, by: $0) }
        let reachesNobody = seen.count > 1 && seen.count == others.count && !seen.contains { $0.row.healthy }
        let isReachedByNobody = seenBy.count > 1 && !seenBy.contains { $0.row.healthy }
        guard reachesNobody || isReachedByNobody else {
            if others.count < 2 { return answer(.clear, "fewer than two others are known to live") }
            guard seen.isEmpty, seenBy.isEmpty else {
                return answer(.clear, "\(host) reaches others, or they reach it")
            }
            let reason = whyNoWord(of: others.first { reading($0)?.statusFailure != nil } ?? host)
            return answer(.unknown(reason), reason)
        }
        guard isSettled(host) else {
            let text = "\(host) answers only since a moment ago: the others may not have noticed it yet"
            return answer(.unknown(text), text)
        }
        return answer(
            .holds,
            cutOffText(
                host, others, reachesNobody: reachesNobody,
                isReached: seenBy.isEmpty ? nil : seenBy.contains { $0.row.healthy },
                hasUntrusted: (seen + seenBy).contains { !$0.row.healthy && !$0.row.isAuthenticated }))
    }

    private func cutOffText(
        _ host: String, _ others: [String], reachesNobody: Bool, isReached: Bool?, hasUntrusted: Bool
    ) -> String {
        let names = others.joined(separator: ", ")
        let text =
            switch (reachesNobody, isReached) {
            case (true, true?): "\(host) reaches none of \(names), though they reach it: its own connections are cut"
            case (true, _): "\(host) lives, but is cut off: it reaches none of \(names), nor do they reach it"
            case (false, _): "\(host) lives, but none of the other members reaches it: connections to it are cut"
            }
        return text + (hasUntrusted ? "; authentication between them fails: their keys or certificates differ" : "")
    }

    private func wordsOn(_ host: String) -> [Evidence] {
        let others = members.filter { $0 != host }
        return others.compactMap { peerView(of: $0, by: host) }.map {
            Evidence("reaches", of: $0.row.name, Self.printed($0))
        }
            + peerViews(of: host).map { Evidence("reached_by", of: $0.witness, Self.printed($0)) }
    }

    // MARK: One from one other

    private func pair(
        _ witness: String, _ subject: String, alone: Set<String>, _ whereabouts: Whereabouts?
    ) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoPartition, node: witness, upstream: subject, truth: truth, summary: summary, evidence: evidence,
                causes: [witness, subject])
        }
        guard let view = peerView(of: subject, by: witness) else {
            let reason =
                reading(witness)?.status == nil
                ? whyNoWord(of: witness) : "\(witness) does not tell of \(subject)"
            return answer(.unknown(reason), reason)
        }
        if view.row.healthy { return answer(.clear, "\(witness) reaches \(subject)") }
        switch whereabouts ?? .unseen("\(subject) has not been polled yet") {
        case .unseen(let reason): return answer(.unknown(reason), reason)
        case .nonsense, .unheard: return answer(.clear, "\(subject) is down for all")
        case .answers, .refuses, .heard: break
        }
        guard isOwnAnswer(subject), isOwnAnswer(witness) else {
            return answer(.clear, "another server answers in the place of \(subject) or \(witness)")
        }
        if let cut = [witness, subject].first(where: { alone.contains($0) }) {
            return answer(.clear, "told of \(cut) as a whole: it is cut off from all")
        }
        if let young = [witness, subject].first(where: { !isSettled($0) }) {
            let text = "\(witness) does not reach \(subject), but \(young) answers only since a moment ago"
            return answer(.unknown(text), text)
        }
        let back = peerView(of: witness, by: subject)
        if let back, !back.row.healthy, back.row.isAuthenticated == view.row.isAuthenticated, subject < witness {
            return answer(.clear, "told of the other way: \(subject) and \(witness) do not reach each other")
        }
        return answer(
            .holds, cutText(view, back: back, of: subject),
            [
                Evidence("seen_by", of: witness, Self.printed(view)),
                back.map { Evidence("seen_by", of: subject, Self.printed($0)) },
            ].compactMap(\.self))
    }

    private func whyNoWord(of witness: String) -> String {
        guard let reading = reading(witness) else {
            return nodes[witness]?.record.staleReason(witness, at: now) ?? "\(witness) has not been polled yet"
        }
        return "\(witness) does not tell whom it reaches"
            + (reading.statusFailure.map { ": \($0)" } ?? ": it shows no replSetGetStatus")
    }

    /// In which direction, as far as the two tell. Each member opens its own connections to the others, so that one
    /// direction can fail alone.
    private func cutText(_ view: PeerView, back: PeerView?, of subject: String) -> String {
        let (witness, row) = (view.witness, view.row)
        if !row.isAuthenticated {
            return "\(witness) cannot authenticate to \(subject): their keys or certificates differ"
        }
        let fact = "\(witness) does not reach \(subject), which lives"
        if back?.row.healthy == false {
            return fact + ", nor does \(subject) reach \(witness): the network between them is cut in both directions"
        }
        if let heardAgo = view.heardAgo, heardAgo <= heartbeatTimeout {
            return fact + ", though \(witness) heard \(subject) \(HumanText.age(heardAgo)) ago: "
                + "connections from \(witness) to \(subject) are cut, not those back"
        }
        return fact + ": connections from \(witness) to \(subject) are cut"
            + (view.heardAgo == nil ? "" : ", and \(witness) does not hear it either")
    }

    private static func printed(_ view: PeerView) -> String {
        let row = view.row
        return [
            row.healthy ? row.state.name : row.isAuthenticated ? "not reachable" : "not authenticated",
            view.heardAgo.map { "heard \(HumanText.age($0)) ago" },
            row.healthy ? nil : row.message.flatMap { $0.isEmpty ? nil : $0 },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
