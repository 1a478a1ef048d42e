internal import ReplicationCore

extension PostgresMoment {
    /// That the WAL a standby needs next is gone.
    ///
    /// A WAL receiver asks for WAL from the beginning of the segment that holds the end of what the standby has. Proof is
    /// that the oldest segment of its upstream begins after that (segments only go forward, so an old reading proves as
    /// much as a fresh one), or that the upstream has removed the WAL of its slot. It counts of an upstream that is certainly
    /// the one: dialled, last streamed from, or the primary that answers.
    func needsRebuild(_ link: LinkView) -> Condition {
        let name = link.downstream
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresStandbyNeedsRebuild, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: blamed(for: link))
        }
        func unknown(_ reason: String, _ evidence: [Evidence] = []) -> Condition {
            answer(.unknown(reason), "whether \(name) can go on is not known: \(reason)", evidence)
        }
        guard let reading = reading(name), let standby = reading.standby else {
            return unknown(staleReason(of: name))
        }
        guard link.state == .disconnected || link.state == .unknown else {
            return answer(.clear, "\(name) is not disconnected: \(link.state.rawValue)")
        }
        guard link.state == .disconnected else { return unknown("link state unknown") }
        let needed = standby.receivedPosition
        let hasMore = hasMoreThanItTells(name, reading, standby)
        let upstream = link.upstream.flatMap { isCertain($0, of: name, reading) ? $0 : nil }
        let (proof, evidence) = needed.map { provenGone($0, of: name, reading, upstream: upstream) } ?? (nil, [])
        if reading.inventory?.hasRestoreCommand == true {
            guard let proof, !hasMore else {
                return answer(.clear, "\(name) has a restore_command: what is missing may come from there", evidence)
            }
            return unknown("\(proof), but it has a restore_command, from which it may still come", evidence)
        }
        guard needed != nil else { return unknown("\(name) does not tell its position") }
        if hasMore { return unknown("\(name) has yet to replay what it has of its own") }
        switch (proof, reading.inventory?.hasRestoreCommand) {
        case (let proof?, false?): return answer(.holds, "\(name) cannot go on: \(proof)", evidence)
        case (let proof?, _): return unknown("\(proof), but whether it has a restore_command is hidden", evidence)
        case (nil, _): break
        }
        guard let upstream = link.upstream else { return unknown("its upstream is not known") }
        guard let source = self.reading(upstream) else {
            return unknown("\(upstream) does not answer", evidence)
        }
        guard source.inventory?.oldestWAL != nil else {
            return unknown("\(upstream) does not show its WAL files", evidence)
        }
        return answer(.clear, "\(upstream) still has the WAL that \(name) needs", evidence)
    }

    /// Whether a standby is known to need its WAL from this node, not merely declared to.
    private func isCertain(_ upstream: String, of name: String, _ reading: HeldReading) -> Bool {
        dialled(by: name) == upstream || nodes[name]?.join?.upstream == upstream
            || primary(for: reading) == upstream
    }

    /// Whether WAL that a standby has on its own disk lies past every position it tells: it was started anew, without having
    /// streamed since, and replays or waits with something at hand.
    private func hasMoreThanItTells(_ name: String, _ reading: HeldReading, _ standby: HeldStandby) -> Bool {
        guard standby.receiveLSN == nil else { return false }
        if let event = standby.startupWaitEvent {
            return event != "RecoveryRetrieveRetryInterval" && event != "RecoveryWalStream"
        }
        let movedAt = nodes[name]?.replayMovedAt ?? now
        return standby.pauseState != .notPaused || (reading.settings.recoveryMinApplyDelay ?? .zero) > .zero
            || movedAt.duration(to: now) <= limits.reading
    }

    private func provenGone(
        _ needed: LSN, of name: String, _ reading: HeldReading, upstream: String?
    ) -> (proof: String?, evidence: [Evidence]) {
        guard let upstream, let source = nodes[upstream]?.lastReading, Self.sameSystem(source, reading) else {
            return (nil, [Evidence("needed_lsn", needed.description)])
        }
        let begin = needed.segmentStart(source.settings.walSegmentBytes == nil ? reading.settings : source.settings)
        let oldest = source.inventory?.oldestWAL
        let slot = slotAsked(by: name).flatMap { asked in source.slots.first { $0.name == asked } }
        let evidence = [
            Evidence("needed_lsn", needed.description), Evidence("needed_segment", begin.description),
            Evidence("oldest_wal_of_\(upstream)", optional: oldest),
            Evidence("slot", optional: slot?.name), Evidence("slot_wal_status", optional: slot?.walStatus),
        ].compactMap(\.self)
        if let oldest, oldest > begin {
            return ("it needs WAL from \(begin), and the oldest on \(upstream) is \(oldest)", evidence)
        }
        if let slot, slot.walStatus == "lost", [nil, "wal_removed"].contains(slot.invalidationReason) {
            return ("\(upstream) has removed the WAL of its slot \(slot.name)", evidence)
        }
        return (nil, evidence)
    }
}

extension LSN {
    /// The beginning of the WAL segment that holds this position, under the server's `wal_segment_size`.
    func segmentStart(_ settings: PostgresReading.Settings) -> LSN {
        LSN(rawValue: rawValue - rawValue % max(1, settings.walSegmentBytes ?? 16 << 20))
    }
}
