internal import ReplicationCore

/// The declaration of one node of a PostgreSQL cluster, its polls, and the facts that only a history shows.
struct PostgresNodeHistory: Sendable {
    var declaration: PostgresNodeDeclaration
    private(set) var record = NodeRecord<HeldReading>()
    /// When the latest poll was sent, if it was answered.
    private(set) var answeredPollStart: MonotonicInstant?
    /// Where the WAL that this node can pass on ended, over time.
    private(set) var clock = PositionClock()
    /// The upstream last recognised behind its WAL receiver.
    var join: PostgresNode.Join?
    /// When the WAL receiver last showed a sign of life: a message received or a position moved.
    private(set) var receiverMovedAt: MonotonicInstant?
    /// Whether it was seen to take WAL from an archive, and no WAL receiver since. Archives deliver in bursts.
    var wasFedFromArchive = false
    /// The earliest instant at which its WAL receiver can have had its last sign of life from its upstream; `nil` before the
    /// first, and without a WAL receiver.
    private(set) var heardAt: MonotonicInstant?
    /// Since when this WAL receiver (its process) has been seen.
    private(set) var receiverSince: MonotonicInstant?
    /// Whether anything has arrived through that WAL receiver since it is seen.
    private(set) var receiverHasHeard = false
    /// Whether this WAL receiver was not there at the poll before: one that is refused shows up for milliseconds at each try.
    private(set) var receiverIsNew = false
    /// Its replies in its upstream's WAL sender row, and the earliest instant at which these can have changed.
    var lastReply: WALSender.Reply?
    var repliedAt: MonotonicInstant?
    /// Since when it has been seen in recovery, by one run of its server; `nil` on a primary.
    private(set) var recoverySince: MonotonicInstant?
    /// Whether that run has been seen to stream, so that its received position is the end of all its WAL.
    private(set) var hasStreamed = false
    /// The end of the WAL it may have of its own: all it was seen to have written, received or been sent.
    private(set) var ownEnd: LSN?
    /// Since when its readings have shown their present timeline, by whatever means.
    private(set) var timelineSince: MonotonicInstant?
    private var shownTimeline: UInt32?
    /// The timeline it was last seen on since its server started.
    private(set) var lastTimeline: UInt32?
    /// The last proof of a timeline it gave; what it proves of that timeline stays true.
    private(set) var proof: TimelineProof?
    /// How many readings in a row found that the postmaster does not answer new connections.
    private(set) var failedPostmasterChecks = 0
    /// Since when commits have been seen to wait for synchronous standbys at every poll, and these confirmed nothing.
    private(set) var syncWaitSince: MonotonicInstant?
    /// When replay last moved.
    private(set) var replayMovedAt: MonotonicInstant?
    private(set) var roles = RoleHistory()
    private(set) var slots = SlotHistory()
    private(set) var rateMeter = WALRateMeter()
    private(set) var horizon = HorizonHistory()
    private(set) var conflicts = ConflictHistory()

    init(declaration: PostgresNodeDeclaration) {
        self.declaration = declaration
    }

    mutating func record(_ observation: Observation<HeldReading>) {
        let before = record.lastReading
        let askedBefore = answeredPollStart
        record.record(observation)
        guard case .success(let reading) = observation.result else {
            answeredPollStart = nil
            return
        }
        answeredPollStart = observation.startedAt
        let value = reading.value
        let readAt = observation.completedAt
        noteReceiver(reading, before: before, askedBefore: askedBefore, observation)
        if let before { keepClock(from: before, to: reading) }
        noteTimeline(reading, before: before, at: readAt)
        noteRecovery(reading, before: before, at: readAt)
        if case .silent(let failure) = reading.postmasterCheck, failure.isSilence {
            failedPostmasterChecks += 1
        } else {
            failedPostmasterChecks = 0
        }
        noteSyncWait(reading, before: before, at: readAt)
        roles.record(value, at: readAt)
        slots.record(value, at: readAt)
        rateMeter.record(value, at: readAt)
        horizon.record(value, at: readAt)
        conflicts.record(value, at: readAt)
        if let position = reading.sendablePosition {
            clock.sample(position.rawValue, from: observation.startedAt, to: observation.completedAt)
        }
        if before?.standby?.walReceiver?.progress != reading.standby?.walReceiver?.progress || receiverMovedAt == nil {
            receiverMovedAt = observation.completedAt
        }
        if before?.standby?.replayLSN != reading.standby?.replayLSN || replayMovedAt == nil {
            replayMovedAt = observation.completedAt
        }
    }

    /// Each poll of a busy primary may meet some commit that waits. While every synchronous standby goes on confirming what
    /// it received and applied, these are others each time, and none hangs.
    private mutating func noteSyncWait(_ reading: HeldReading, before: HeldReading?, at readAt: MonotonicInstant) {
        guard (reading.sessions?.waitingForSync ?? 0) > 0 else {
            syncWaitSince = nil
            return
        }
        let standbys = reading.walSenders.filter { $0.syncState?.isSynchronous == true }
        let confirms = standbys.allSatisfy { now in
            guard let then = before?.walSenders.first(where: { $0.pid == now.pid }), let flushed = then.flushLSN,
                let replayed = then.replayLSN
            else { return false }
            return now.flushLSN.map { $0 > flushed } == true && now.replayLSN.map { $0 > replayed } == true
        }
        syncWaitSince = !standbys.isEmpty && confirms ? readAt : syncWaitSince ?? readAt
    }

    /// By the age of the last message, on the standby's own clock; where that is hidden, by positions that moved since the
    /// poll before.
    private mutating func noteReceiver(
        _ reading: HeldReading, before: HeldReading?, askedBefore: MonotonicInstant?, _ poll: Observation<HeldReading>
    ) {
        let former = before?.standby?.walReceiver
        receiverIsNew = before != nil && former?.pid != reading.standby?.walReceiver?.pid
        guard let receiver = reading.standby?.walReceiver else {
            heardAt = nil
            receiverSince = nil
            return
        }
        if former?.pid != receiver.pid || receiverSince == nil {
            heardAt = nil
            receiverSince = poll.completedAt
            receiverHasHeard = false
        } else if former?.lastMessageReceiptTime != receiver.lastMessageReceiptTime || former?.endLSN != receiver.endLSN
        {
            receiverHasHeard = true
        }
        let heard = receiver.lastMessageReceiptTime.map { receipt in
            poll.startedAt.advanced(by: .zero - max(.zero, reading.serverTime.since(receipt)))
        }
        let moved = before?.standby?.receiveLSN != reading.standby?.receiveLSN && former?.pid == receiver.pid
        heardAt = [heardAt, heard, moved ? askedBefore : nil].compactMap(\.self).max()
    }

    /// Positions of another system say nothing, nor those of a primary that came back as a standby: rewound, or rebuilt. A
    /// new timeline shares its log with the one before up to the switch, of which a standby had no more than its upstream.
    private mutating func keepClock(from before: HeldReading, to reading: HeldReading) {
        if before.systemIdentifier != reading.systemIdentifier || (before.primary != nil && reading.primary == nil) {
            clock.reset()
        }
        guard let earlier = before.timeline ?? lastTimeline, let later = reading.timeline, earlier != later else {
            return
        }
        if let end = reading.timelineProof?.end(of: earlier) {
            clock.truncate(past: end.rawValue)
        } else if later < earlier || before.primary != nil {
            clock.reset()
        }
    }

    /// A server that starts, or comes back as a standby, first replays what it has in its own `pg_wal`.
    private mutating func noteRecovery(_ reading: HeldReading, before: HeldReading?, at readAt: MonotonicInstant) {
        if let before, before.systemIdentifier != reading.systemIdentifier { ownEnd = nil }
        guard let standby = reading.standby else {
            (recoverySince, hasStreamed) = (nil, false)
            ownEnd = reading.primary?.currentLSN
            return
        }
        if before?.standby == nil || before?.startedAt != reading.startedAt
            || before?.systemIdentifier != reading.systemIdentifier
        {
            (recoverySince, hasStreamed) = (readAt, false)
            ownEnd = [ownEnd, standby.replayLSN].compactMap(\.self).max()
        }
        if standby.walReceiver != nil, !receiverIsNew {
            hasStreamed = true
            ownEnd = standby.receivedPosition
        } else {
            ownEnd = [ownEnd, standby.streamedPosition].compactMap(\.self).max()
        }
    }

    /// Notes what its upstream has sent: it may have it, also if it never showed so.
    mutating func noteSent(_ position: LSN?) {
        ownEnd = [ownEnd, position].compactMap(\.self).max()
    }

    private mutating func noteTimeline(_ reading: HeldReading, before: HeldReading?, at readAt: MonotonicInstant) {
        let shown = [reading.timeline, reading.timelineProof?.timeline, reading.inventory?.minimumTimeline]
            .compactMap(\.self).max()
        if let shown, shown != shownTimeline { (shownTimeline, timelineSince) = (shown, readAt) }
        if let before, before.systemIdentifier != reading.systemIdentifier || before.startedAt != reading.startedAt {
            lastTimeline = nil
        }
        if let before, before.systemIdentifier != reading.systemIdentifier { proof = nil }
        lastTimeline = reading.timeline ?? lastTimeline
        proof = reading.timelineProof ?? proof
    }

    /// Whether its WAL comes from an archive: it was seen to, or its settings leave nothing else.
    var isArchiveFed: Bool {
        guard let reading = record.lastReading, let standby = reading.standby, standby.walReceiver == nil,
            let inventory = reading.inventory
        else { return wasFedFromArchive }
        if inventory.hasRestoreCommand == false { return false }
        let hasNoUpstream = inventory.primaryConninfoAddress == nil && standby.receiveLSN == nil
        return wasFedFromArchive || (inventory.hasRestoreCommand == true && hasNoUpstream)
    }
}
