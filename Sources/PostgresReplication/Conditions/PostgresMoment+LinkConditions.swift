internal import ReplicationCore

extension PostgresMoment {
    /// The nodes whose death would explain trouble of a link. That of a former primary does so until another primary of
    /// the system answers: from then on the standby ought to follow that one.
    func blamed(for link: LinkView) -> [String] {
        guard let upstream = link.upstream else { return [link.downstream] }
        let own = nodes[link.downstream]?.lastReading
        let isSuperseded =
            !isStandby(upstream)
            && primaries.contains { $0 != upstream && Self.sameSystem(reading($0), own) }
        return isSuperseded ? [link.downstream] : [link.downstream, upstream]
    }

    func disconnected(_ link: LinkView) -> Condition {
        let source = link.upstream ?? "its upstream"
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresStandbyDisconnected, node: link.downstream, truth: truth, summary: summary(),
                evidence: link.evidence, blames: blamed(for: link))
        }
        guard reading(link.downstream) != nil else {
            let reason = staleReason(of: link.downstream)
            return answer(.unknown(reason), reason)
        }
        switch link.state {
        case .disconnected:
            let causes = link.evidence.filter { $0.name.hasPrefix("cause_") }.map(\.value).joined(separator: ", ")
            return answer(
                .holds,
                "\(link.downstream) is not connected to \(source)" + (causes.isEmpty ? "" : ": \(causes)"))
        case .foreign: return answer(.holds, "\(link.downstream) and \(source) are different systems: not its standby")
        case .unknown: return answer(.unknown("link state unknown"), "link to \(link.downstream) not known")
        case .streaming, .catchup, .stalled, .archive:
            return answer(.clear, "\(link.downstream) is fed from \(source)")
        }
    }

    func stalled(_ link: LinkView) -> Condition {
        let source = link.upstream ?? "its upstream"
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresReplicationStalled, node: link.downstream, truth: truth, summary: summary(),
                evidence: link.evidence, blames: blamed(for: link))
        }
        guard reading(link.downstream) != nil else {
            return answer(.unknown("\(link.downstream) does not answer"), "\(link.downstream) does not answer")
        }
        switch link.state {
        case .stalled:
            return answer(.holds, "\(link.downstream) looks connected to \(source), but nothing arrives")
        case .unknown: return answer(.unknown("link state unknown"), "link to \(link.downstream) not known")
        case .streaming, .catchup, .archive, .disconnected, .foreign:
            return answer(.clear, "\(source) → \(link.downstream): \(link.state.rawValue)")
        }
    }

    /// What is known of why a standby has no WAL receiver: whom it dials, its slot there, the upstream's room, timelines.
    func disconnectCauses(of downstream: String, _ reading: HeldReading, upstream: String?) -> [Evidence] {
        let dialled = reading.inventory?.dialledUpstream.map { Evidence("dials", "\($0.host):\($0.port)") }
        guard let upstream, let source = self.reading(upstream) else { return [dialled].compactMap(\.self) }
        let slot = reading.inventory?.primarySlotName.flatMap { $0.isEmpty ? nil : $0 }
        let full = source.sessions.map { $0.freeWALSenders <= 0 } ?? false
        let timeline = nodes[downstream]?.lastTimeline
        return [
            dialled, slot.map { Evidence("slot", $0) },
            slot.flatMap { Self.slotTrouble($0, on: upstream, source) }.map { Evidence("cause_slot", $0) },
            full ? Evidence("cause_wal_senders", "\(upstream) has no WAL sender left") : nil,
            aheadOf(upstream, source, downstream).map { Evidence("cause_ahead", $0) },
            timeline.flatMap { mine in
                guard let theirs = source.timeline, mine != theirs else { return nil }
                return Evidence("cause_timeline", "it was on timeline \(mine), \(upstream) is on \(theirs)")
            },
        ].compactMap(\.self)
    }

    /// A standby may have more than its upstream has: the upstream was set back to an older state, or followed another
    /// primary. It asks for WAL from the beginning of its last segment; an upstream that is not there yet refuses
    /// ("requested starting point … is ahead of the WAL flush position"), and newer releases wait for it with a WAL
    /// receiver that shows `streaming` (wait event `WalReceiverUpstreamCatchup`; seen on 18.6). Only an upstream that was
    /// asked after the standby stood still is compared.
    func aheadOf(_ upstream: String, _ source: HeldReading, _ downstream: String) -> String? {
        guard let node = nodes[downstream],
            [nil, source.timeline].contains(node.lastTimeline) || source.timeline == nil,
            hasAnswered(upstream, sinceStopOf: node), let end = source.sendablePosition,
            let received = received(by: downstream), received.segmentStart(source.settings) > end
        else { return nil }
        return
            "it has WAL up to \(received), \(HumanText.size(bytes: received.bytes(past: end))) more than \(upstream) at \(end)"
    }

    private static func slotTrouble(_ name: String, on upstream: String, _ reading: HeldReading) -> String? {
        guard let slot = reading.slots.first(where: { $0.name == name }) else {
            return "slot \(name) does not exist on \(upstream)"
        }
        if slot.walStatus == "lost" { return "slot \(name) is lost on \(upstream)" }
        guard slot.active, let pid = slot.activePID else { return nil }
        return "slot \(name) is in use on \(upstream) by process \(pid)"
    }
}
