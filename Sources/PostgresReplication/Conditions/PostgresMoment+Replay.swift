internal import ReplicationCore

extension PostgresMoment {
    /// That a standby does not apply what it has received, with the cause: paused, in the way of a query, or hung.
    /// What it waits for is told by the startup process's wait event.
    /// <https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-IPC-TABLE>
    func replayBlocked(_ link: LinkView) -> Condition {
        let name = link.downstream
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresReplayBlocked, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name), let standby = reading.standby else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        let cause =
            pause(of: name, reading, standby) ?? conflict(on: name, standby)
            ?? hang(of: name, fedBy: link.upstream, standby)
        if let cause { return answer(.holds, cause, replayEvidence(standby)) }
        return answer(.clear, "\(name) replays what it receives")
    }

    private func replayEvidence(_ standby: HeldStandby) -> [Evidence] {
        [
            Evidence("replay_state", standby.pauseState.rawValue),
            Evidence("startup_wait_event", optional: standby.startupWait),
            Evidence("blocking_session", optional: standby.blockingSession),
            Evidence("replay_lsn", optional: standby.replayLSN),
            Evidence("received_not_replayed_bytes", optional: standby.backlogBytes),
        ].compactMap(\.self)
    }

    /// Before version 14 a server only tells that a pause was asked for, and replay may not have stopped yet.
    private func pause(of name: String, _ reading: HeldReading, _ standby: HeldStandby) -> String? {
        switch standby.pauseState {
        case .notPaused: nil
        case .pauseRequested: "a pause of replay is asked for on \(name)"
        case .paused where reading.serverVersion < 140_000: "replay is paused on \(name), or about to be"
        case .paused:
            parityShortfalls(of: name).first { $0.isPresent }
                .map { "replay is paused on \(name): \($0)" }
                ?? "replay is paused on \(name), by command or at a recovery target"
        }
    }

    /// A short conflict is normal (`max_standby_streaming_delay`): how long is the alert rule's to say.
    private func conflict(on name: String, _ standby: HeldStandby) -> String? {
        guard standby.waitsForSession, let wait = standby.startupWait else { return nil }
        let holder = standby.blockingSession?.description ?? "a session that replmon cannot tell"
        return "replay on \(name) waits for \(holder): \(wait)"
    }

    /// Received WAL is left, and replay has not moved for longer than two readings may be apart, without a reason.
    private func hang(of name: String, fedBy upstream: String?, _ standby: HeldStandby) -> String? {
        guard let backlog = standby.backlogBytes, let readAt = nodes[name]?.record.lastReadingAt,
            let movedAt = nodes[name]?.replayMovedAt
        else { return nil }
        let limit = max(.seconds(10), limits.reading * 2)
        let stood = movedAt.duration(to: readAt)
        guard stood > limit, isOverdue(name, fedBy: upstream, standby, by: limit) else { return nil }
        return "\(name) has not replayed for \(HumanText.age(stood)) with \(HumanText.size(bytes: backlog)) received;"
            + " startup process: \(standby.startupWait ?? "no wait event")"
    }

    /// Whether the WAL next to be replayed is older than the end of what was received by more than the apply delay
    /// explains. Where both are as old, the end may be the first part of a record, and nothing of it can be replayed;
    /// where the upstream cannot tell their age, more than a record is likely to have is proof too.
    private func isOverdue(
        _ name: String, fedBy upstream: String?, _ standby: HeldStandby, by limit: Duration
    ) -> Bool {
        guard let readAt = nodes[name]?.record.lastReadingAt, let replayed = standby.replayLSN,
            let received = standby.receivedPosition
        else { return false }
        let delay = applyDelay(of: name) ?? .zero
        if let upstream, let clock = nodes[upstream]?.clock, reading(upstream) != nil,
            let age = clock.reading(of: replayed.rawValue, at: readAt).least,
            let ageOfEnd = clock.reading(of: received.rawValue, at: readAt).least, age - ageOfEnd > limit + delay
        {
            return true
        }
        return delay == .zero && received.bytes(past: replayed) >= 1 << 20
    }

    /// That queries were cancelled on a standby of late for the sake of replay.
    func recoveryConflicts(on name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresRecoveryConflicts, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let node = nodes[name], reading(name) != nil else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard let recent = node.conflicts.recent(at: now), let last = node.conflicts.lastIncreaseAt else {
            return answer(.clear, "no query was cancelled on \(name) of late")
        }
        let kinds = recent.byKind.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
        let evidence =
            recent.byKind.map {
                Evidence("cancelled_for_\($0.kind.split(separator: " ").joined(separator: "_"))", "\($0.count)")
            } + [Evidence("last_seen_seconds_ago", HumanText.seconds(last.duration(to: now)))]
        return answer(
            .holds, "queries cancelled on \(name) for replay within 5 minutes: \(recent.total) (\(kinds))", evidence)
    }
}

extension HeldStandby {
    /// Received and not replayed; `nil` when nothing is, or not known.
    fileprivate var backlogBytes: UInt64? {
        guard let receivedPosition, let replayLSN, receivedPosition > replayLSN else { return nil }
        return receivedPosition.bytes(past: replayLSN)
    }

    /// `IPC/RecoveryConflictSnapshot`; `nil` when the startup process waits for nothing or does not show it.
    fileprivate var startupWait: String? {
        startupWaitEvent.map { event in (startupWaitEventType.map { "\($0)/" } ?? "") + event }
    }

    /// `RecoveryConflictSnapshot`, `RecoveryConflictTablespace`, any heavyweight lock, or a pinned buffer.
    fileprivate var waitsForSession: Bool {
        startupWaitEvent?.hasPrefix("RecoveryConflict") == true || startupWaitEventType == "Lock"
            || startupWaitEventType == "BufferPin"
    }
}
