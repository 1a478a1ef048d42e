internal import ReplicationCore

extension PostgresMoment {
    /// Whether a node has WAL that is no part of the primary's history: its position is past the point at which that history
    /// left the node's timeline. WAL that is replayed counts; WAL that is only received can still be dropped.
    func divergence(of node: AnsweringNode) -> Answer {
        let (name, reading) = (node.name, node.reading)
        guard let primary = primary(for: reading), let latest = self.reading(primary)?.primary else {
            // Of another system than the primary, it has no history in common with it.
            return primaries.isEmpty ? .unknown("no primary answers to compare with") : .clear
        }
        guard primary != name, !isSameServer(name, primary) else { return .clear }
        if reading.isPrimary, let reason = notAskedSince(name, primary) { return .unknown(reason) }
        let place = place(of: node)
        func evidence() -> [Evidence] {
            place.evidence + [Evidence("primary", primary), Evidence("primary_timeline", "\(latest.timeline)")]
        }
        if place.timeline == latest.timeline { return ahead(node, of: primary, latest, evidence) }
        if place.timeline > latest.timeline { return later(name, place, than: primary, latest, evidence) }
        guard let history = timelineHistory(of: primary) else {
            return .unknown(
                "it is not known whether \(name) (timeline \(place.timeline)) shares the history of \(primary) (timeline "
                    + "\(latest.timeline)): \(noTimelineHistoryReason(primary))",
                evidence())
        }
        return Self.standing(of: name, place, in: history, of: primary, evidence)
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

    /// By the WAL receiver that runs now; else by the node's own proof, or by the timeline it was last seen on, which stays true
    /// until the server restarts or an archive takes it further.
    private func place(of node: AnsweringNode) -> Place {
        let (history, reading) = (node.history, node.reading)
        let exact = reading.timeline ?? Self.provenTimeline(of: node)
        let least = [reading.inventory?.minimumTimeline, history.lastTimeline, 1].compactMap(\.self).max() ?? 1
        let standby = reading.standby
        return Place(
            timeline: max(exact ?? 1, least), isExact: exact.map { $0 >= least } ?? false,
            applied: reading.primary?.currentLSN ?? standby?.replayLSN ?? standby?.receiveLSN,
            received: standby?.streamedPosition)
    }

    private static func provenTimeline(of node: AnsweringNode) -> UInt32? {
        let remembered = node.history.isArchiveFed ? nil : node.history.lastTimeline
        return [node.reading.timelineProof?.timeline, remembered].compactMap(\.self).max()
    }

    /// A timeline later than that of the primary that answers belongs to another primary. If no other node is that primary, and
    /// all were polled since, it belongs to a primary that no longer exists, and no other node shares that history.
    private func later(
        _ name: String, _ place: Place, than primary: String, _ latest: PostgresReading.Primary,
        _ evidence: () -> [Evidence]
    ) -> Answer {
        let apart = "\(name) is on timeline \(place.timeline), \(primary) only on \(latest.timeline)"
        let node = nodes[name]
        let seenAt = [node?.timelineSince, node?.recoverySince].compactMap(\.self).max() ?? now
        let others = names.filter { $0 != name }
        if others.contains(where: { readings[$0] == nil }) {
            return .unknown("\(apart): its own primary does not answer", evidence())
        }
        if let unasked = others.first(where: { nodes[$0]?.answeredPollStart.map { $0 < seenAt } ?? true }) {
            return .unknown("\(apart): \(unasked) has not been asked since", evidence())
        }
        return .holds("\(apart), and no node is primary on timeline \(place.timeline)", evidence())
    }

    private static func standing(
        of name: String, _ place: Place, in history: TimelineProof, of primary: String, _ facts: () -> [Evidence]
    ) -> Answer {
        let (own, latest) = (place.timeline, history.timeline)
        func notKnown(_ evidence: [Evidence]) -> Answer {
            .unknown(
                "timeline of \(name) not known", summary: "which timeline \(name) is on is not known", evidence)
        }
        guard let end = history.end(of: own) else {
            return place.isExact
                ? .holds("\(name) is on timeline \(own), which is no part of the history of \(primary)", facts())
                : notKnown(facts())
        }
        func evidence() -> [Evidence] { facts() + [Evidence("switch_lsn", end.description)] }
        guard let applied = place.applied else { return .unknown("\(name) does not show its position", evidence()) }
        let parted = "\(primary) left timeline \(own) for \(latest) at \(end)"
        if applied > end {
            guard place.isExact else { return notKnown(evidence()) }
            return .holds(
                "\(name) is on timeline \(own) at \(applied), \(HumanText.size(bytes: applied.bytes(past: end))) past "
                    + "where \(parted)",
                evidence())
        }
        if place.isExact, let received = place.received, received > end {
            let past = received.bytes(past: end)
            return .holdsAsWarning(
                "\(name) has received, not applied, \(HumanText.size(bytes: past)) past where \(parted)", evidence())
        }
        return .clear
    }

    /// On one timeline a standby is never past its primary. If it was there before the primary was polled, and the primary is
    /// not there yet, it followed another one, or the primary lost WAL that it had written.
    private func ahead(
        _ node: AnsweringNode, of primary: String, _ latest: PostgresReading.Primary, _ evidence: () -> [Evidence]
    ) -> Answer {
        let name = node.name
        if let asked = nodes[primary]?.answeredPollStart,
            let reached = node.history.clock.position(at: asked).map(LSN.init(rawValue:)), reached > latest.currentLSN
        {
            let past = reached.bytes(past: latest.currentLSN)
            return .holds(
                "\(name) is at \(reached) on timeline \(latest.timeline), \(HumanText.size(bytes: past)) ahead of "
                    + "\(primary) at \(latest.currentLSN): it followed another primary, or \(primary) lost WAL",
                evidence())
        }
        guard node.reading.isPrimary else { return .clear }
        return .unknown(
            "\(name) and \(primary) are both primaries on timeline \(latest.timeline): where they parted is not known",
            evidence())
    }
}
