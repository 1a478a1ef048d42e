internal import ReplicationCore

extension PostgresMoment {
    /// Whether the WAL that a standby needs next is gone.
    ///
    /// A WAL receiver asks for WAL from the beginning of the segment that holds the end of the standby's WAL. Proof is
    /// that the oldest segment of its upstream begins after that (segments only go forward, so an old reading proves as
    /// much as a fresh one), or that the upstream has removed the WAL of its slot. It counts only of an upstream that is
    /// certain: at the address in `primary_conninfo`, last streamed from, or the primary that answers.
    func needsRebuild(_ standby: AnsweringStandby) -> Answer {
        let (name, reading, link) = (standby.name, standby.reading, standby.link)
        func unknown(_ reason: String, _ evidence: [Evidence] = []) -> Answer {
            .unknown(reason, summary: "whether \(name) can go on is not known: \(reason)", evidence)
        }
        switch link.state {
        case .streaming, .catchup, .stalled, .archive, .foreign: return .clear
        case .unknown: return unknown(link.unknownReason)
        case .disconnected: break
        }
        let needed = standby.recovery.receivedPosition
        let hasMore = hasMoreThanShown(standby)
        let upstream = link.upstream.flatMap { isCertain($0, of: name, reading) ? $0 : nil }
        let (proof, evidence) = needed.map { provenGone($0, of: name, reading, upstream: upstream) } ?? (nil, [])
        if reading.inventory?.hasRestoreCommand == true {
            // The missing WAL may come from the archive.
            guard let proof, !hasMore else { return .clear }
            return unknown("\(proof), but it has a restore_command, from which it may still come", evidence)
        }
        guard needed != nil else { return unknown("\(name) does not show its position") }
        if hasMore { return unknown("\(name) has yet to replay what it has of its own") }
        switch (proof, reading.inventory?.hasRestoreCommand) {
        case (let proof?, false?): return .holds("\(name) cannot go on: \(proof)", evidence)
        case (let proof?, _): return unknown("\(proof), but whether it has a restore_command is hidden", evidence)
        case (nil, _): break
        }
        guard let upstream = link.upstream else { return unknown("its upstream is not known") }
        guard let source = self.reading(upstream) else { return unknown("\(upstream) does not answer", evidence) }
        return source.inventory?.oldestWAL == nil
            ? unknown("\(upstream) does not show its WAL files", evidence) : .clear
    }

    /// Whether a standby is known to need its WAL from this node, not merely declared to.
    private func isCertain(_ upstream: String, of name: String, _ reading: HeldReading) -> Bool {
        conninfoUpstream(of: name) == upstream || nodes[name]?.join?.upstream == upstream
            || primary(for: reading) == upstream
    }

    /// Whether a standby has WAL on its own disk past every position it shows: it was restarted, has not streamed since, and
    /// replays that WAL or waits before it.
    private func hasMoreThanShown(_ standby: AnsweringStandby) -> Bool {
        let recovery = standby.recovery
        guard recovery.receiveLSN == nil else { return false }
        if let event = recovery.startupWaitEvent {
            return event != .recoveryRetrieveRetryInterval && event != .recoveryWALStream
        }
        let movedAt = standby.history.replayMovedAt ?? now
        return recovery.pauseState != .notPaused
            || (standby.reading.settings.recoveryMinApplyDelay ?? .zero) > .zero
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
        if let slot, slot.walStatus == .lost, [nil, "wal_removed"].contains(slot.invalidationReason) {
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
