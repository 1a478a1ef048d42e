internal import ReplicationCore

extension PostgresMoment {
    /// That a node has WAL which is no part of the primary's history: its position is past the point at which that
    /// history left the node's timeline. What is replayed counts; what is only received can still be dropped.
    func divergence(of name: String) -> Condition {
        var evidence: () -> [Evidence] = { [] }
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresTimelineDiverged, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard let primary = primary(for: reading), let latest = self.reading(primary)?.primary else {
            return primaries.isEmpty
                ? answer(.unknown("no primary answers to compare with"), "no primary answers to compare with")
                : answer(.clear, "\(name) is another system than the primary: no history in common")
        }
        guard primary != name, !isSameServer(name, primary) else {
            return answer(.clear, "\(name) is the primary")
        }
        if reading.primary != nil, let reason = notAskedSince(name, primary) {
            return answer(.unknown(reason), reason)
        }
        let place = place(of: name, reading)
        evidence = {
            place.evidence + [Evidence("primary", primary), Evidence("primary_timeline", "\(latest.timeline)")]
        }
        if place.timeline == latest.timeline {
            let (truth, summary) = ahead(name, reading, of: primary, latest)
            return answer(truth, summary)
        }
        if place.timeline > latest.timeline {
            let (truth, summary) = later(name, place, than: primary, latest)
            return answer(truth, summary)
        }
        guard let history = history(of: primary) else {
            let reason = self.reading(primary).map { noHistoryReason(primary, $0) } ?? ""
            let text =
                "cannot tell whether \(name) (timeline \(place.timeline)) shares the history of \(primary) (timeline "
                + "\(latest.timeline)): \(reason)"
            return answer(.unknown(text), text)
        }
        let (truth, summary, end) = Self.standing(of: name, place, in: history, of: primary)
        guard let end else { return answer(truth, summary) }
        let known = evidence
        evidence = { known() + [Evidence("switch_lsn", end.description)] }
        return answer(truth, summary)
    }

    /// Where a node stands: its timeline, or the least it can be, and what it has applied and received.
    private struct Place {
        var timeline: UInt32
        var isExact: Bool
        var applied: LSN?
        var received: LSN?

        var evidence: [Evidence] {
            [Evidence("timeline", isExact ? "\(timeline)" : "\(timeline) or later")]
                + [Evidence("position", optional: applied)].compactMap(\.self)
        }
    }

    /// By what runs now; else by its own proof, or where it was last seen, which stays true until the server restarts or an
    /// archive takes it further.
    private func place(of name: String, _ reading: HeldReading) -> Place {
        let node = nodes[name]
        let exact = reading.timeline ?? provenTimeline(of: name, reading)
        let least = [reading.inventory?.minimumTimeline, node?.lastTimeline, 1].compactMap(\.self).max() ?? 1
        let standby = reading.standby
        return Place(
            timeline: max(exact ?? 1, least), isExact: exact.map { $0 >= least } ?? false,
            applied: reading.primary?.currentLSN ?? standby?.replayLSN ?? standby?.receiveLSN,
            received: standby?.streamedPosition)
    }

    private func provenTimeline(of name: String, _ reading: HeldReading) -> UInt32? {
        let remembered = nodes[name].flatMap { $0.isArchiveFed ? nil : $0.lastTimeline }
        return [reading.timelineProof?.timeline, remembered].compactMap(\.self).max()
    }

    /// A later timeline than that of the primary that answers is of another primary; when none of the nodes is that one, all
    /// asked since, it is of a primary that is no more, and nobody else shares that history.
    private func later(
        _ name: String, _ place: Place, than primary: String, _ latest: PostgresReading.Primary
    ) -> (Condition.Truth, String) {
        let apart = "\(name) is on timeline \(place.timeline), \(primary) only on \(latest.timeline)"
        let node = nodes[name]
        let seenAt = [node?.timelineSince, node?.recoverySince].compactMap(\.self).max() ?? now
        let others = names.filter { $0 != name }
        if others.contains(where: { reading($0) == nil }) {
            let text = "\(apart): its own primary does not answer"
            return (.unknown(text), text)
        }
        if let unasked = others.first(where: { nodes[$0]?.answeredPollStart.map { $0 < seenAt } ?? true }) {
            let text = "\(apart): \(unasked) has not been asked since"
            return (.unknown(text), text)
        }
        return (.holds, "\(apart), and no node is primary on timeline \(place.timeline)")
    }

    private static func standing(
        of name: String, _ place: Place, in history: TimelineProof, of primary: String
    ) -> (Condition.Truth, String, LSN?) {
        let (mine, latest) = (place.timeline, history.timeline)
        guard let end = history.end(of: mine) else {
            return place.isExact
                ? (.holds, "\(name) is on timeline \(mine), which is no part of the history of \(primary)", nil)
                : (.unknown("timeline of \(name) not known"), "which timeline \(name) is on is not known", nil)
        }
        guard let applied = place.applied else {
            return (.unknown("\(name) does not tell its position"), "\(name) does not tell its position", end)
        }
        let parted = "\(primary) left timeline \(mine) for \(latest) at \(end)"
        if applied > end {
            let text =
                "\(name) is on timeline \(mine) at \(applied), \(HumanText.size(bytes: applied.bytes(past: end))) past where \(parted)"
            return place.isExact
                ? (.holds, text, end)
                : (.unknown("timeline of \(name) not known"), "which timeline \(name) is on is not known", end)
        }
        if place.isExact, let received = place.received, received > end {
            let past = received.bytes(past: end)
            return (
                .holdsMildly, "\(name) has received, not applied, \(HumanText.size(bytes: past)) past where \(parted)",
                end
            )
        }
        return (.clear, Condition.clearSummary, end)
    }

    /// On one timeline a standby never is past its primary: when it was there before the primary was asked, and the
    /// primary is not there yet, it followed another one, or the primary lost what it had written.
    private func ahead(
        _ name: String, _ reading: HeldReading, of primary: String, _ latest: PostgresReading.Primary
    ) -> (Condition.Truth, String) {
        if let asked = nodes[primary]?.answeredPollStart,
            let reached = nodes[name]?.clock.position(at: asked).map(LSN.init(rawValue:)), reached > latest.currentLSN
        {
            let past = reached.bytes(past: latest.currentLSN)
            return (
                .holds,
                "\(name) is at \(reached) on timeline \(latest.timeline), \(HumanText.size(bytes: past)) ahead of \(primary) at "
                    + "\(latest.currentLSN): it followed another primary, or \(primary) lost WAL"
            )
        }
        if reading.primary != nil {
            let text =
                "\(name) and \(primary) are both primaries on timeline \(latest.timeline): where they parted cannot be told"
            return (.unknown(text), text)
        }
        return (.clear, Condition.clearSummary)
    }

    /// The history of the timeline that a primary is on: as it proves itself, or as a standby of that timeline does. Two
    /// servers promoted apart may give two timelines one number, so another primary's word is not taken.
    func history(of primary: String) -> TimelineProof? {
        guard let reading = reading(primary), let timeline = reading.timeline else { return nil }
        func proof(by name: String) -> TimelineProof? {
            guard let node = nodes[name], let proof = node.proof, proof.timeline == timeline,
                Self.sameSystem(node.lastReading, reading)
            else { return nil }
            return proof
        }
        return proof(by: primary) ?? names.lazy.filter { isStandby($0) }.compactMap { proof(by: $0) }.first
    }

    /// Why there is no timeline history of a primary.
    func noHistoryReason(_ name: String, _ reading: HeldReading) -> String {
        reading.inventory?.mayReplicate == false
            ? "replmon's role lacks REPLICATION on \(name)" : "its timeline history has not been read yet from \(name)"
    }
}

extension TimelineProof {
    /// Where an earlier timeline of this history ended.
    func end(of timeline: UInt32) -> LSN? {
        switches.first { $0.timeline == timeline }?.at
    }
}
