internal import ReplicationCore

extension PostgresMoment {
    /// Whether a standby does not apply the WAL that it has received, and why: paused, in conflict with a query, or hung. The
    /// startup process's wait event shows what it waits for.
    /// <https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-IPC-TABLE>
    func replayBlocked(_ standby: AnsweringStandby) -> Answer {
        let cause = pause(standby) ?? Self.conflict(on: standby.name, standby.recovery) ?? hang(standby)
        return cause.map { .holds($0, Self.replayEvidence(standby.recovery)) } ?? .clear
    }

    private static func replayEvidence(_ standby: HeldStandby) -> [Evidence?] {
        [
            Evidence("replay_state", standby.pauseState.rawValue),
            Evidence("startup_wait_event", optional: standby.startupWait),
            Evidence("blocking_session", optional: standby.blockingSession),
            Evidence("replay_lsn", optional: standby.replayLSN),
            Evidence("received_not_replayed_bytes", optional: standby.backlogBytes),
        ]
    }

    /// Before version 14 a server shows only that a pause was requested, and replay may not have stopped yet.
    private func pause(_ standby: AnsweringStandby) -> String? {
        let name = standby.name
        return switch standby.recovery.pauseState {
        case .notPaused: nil
        case .pauseRequested: "a pause of replay is asked for on \(name)"
        case .paused where standby.reading.serverVersion < 140_000: "replay is paused on \(name), or about to be"
        case .paused:
            parityShortfalls(of: name).first { $0.isPresent }
                .map { "replay is paused on \(name): \($0)" }
                ?? "replay is paused on \(name), by command or at a recovery target"
        }
    }

    /// A short conflict is normal (`max_standby_streaming_delay`): the alert rule says how long is too long.
    private static func conflict(on name: String, _ standby: HeldStandby) -> String? {
        guard standby.waitsForSession, let wait = standby.startupWait else { return nil }
        let holder = standby.blockingSession?.description ?? "a session that replmon does not see"
        return "replay on \(name) waits for \(holder): \(wait)"
    }

    /// Received WAL is left, and replay has not moved for longer than two readings may be apart, without a reason.
    private func hang(_ standby: AnsweringStandby) -> String? {
        guard let backlog = standby.recovery.backlogBytes, let readAt = standby.history.record.lastReadingAt,
            let movedAt = standby.history.replayMovedAt
        else { return nil }
        let limit = max(.seconds(10), limits.reading * 2)
        let stood = movedAt.duration(to: readAt)
        guard stood > limit, isOverdue(standby, readAt: readAt, by: limit) else { return nil }
        return "\(standby.name) has not replayed for \(HumanText.age(stood)) with \(HumanText.size(bytes: backlog)) "
            + "received; startup process: \(standby.recovery.startupWait ?? "no wait event")"
    }

    /// Whether the WAL next to be replayed is older than the end of the received WAL by more than the apply delay explains.
    /// Where both are as old, the end may be the first part of a record, and nothing of it can be replayed; where the upstream's
    /// history does not show their age, more than a record is likely to have is proof too.
    private func isOverdue(_ standby: AnsweringStandby, readAt: MonotonicInstant, by limit: Duration) -> Bool {
        guard let replayed = standby.recovery.replayLSN, let received = standby.recovery.receivedPosition else {
            return false
        }
        let delay = applyDelay(of: standby.name) ?? .zero
        if let upstream = standby.link.upstream, let clock = nodes[upstream]?.clock, readings[upstream] != nil,
            let age = clock.reading(of: replayed.rawValue, at: readAt).least,
            let ageOfEnd = clock.reading(of: received.rawValue, at: readAt).least, age - ageOfEnd > limit + delay
        {
            return true
        }
        return delay == .zero && received.bytes(past: replayed) >= 1 << 20
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
        startupWaitEvent.map { event in (startupWaitEventType.map { "\($0)/" } ?? "") + event.rawValue }
    }

    /// `RecoveryConflictSnapshot`, `RecoveryConflictTablespace`, any heavyweight lock, or a pinned buffer.
    fileprivate var waitsForSession: Bool {
        startupWaitEvent?.isRecoveryConflict == true || startupWaitEventType == .lock
            || startupWaitEventType == .bufferPin
    }
}
