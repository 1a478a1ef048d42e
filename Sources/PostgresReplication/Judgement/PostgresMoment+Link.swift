internal import ReplicationCore

extension PostgresMoment {
    /// The link that ends at a standby, judged from both ends.
    func link(to downstream: String) -> LinkView {
        let upstream = upstream(of: downstream)
        let (state, evidence) = linkState(of: downstream, upstream: upstream)
        return LinkView(
            upstream: upstream, downstream: downstream, state: state,
            lag: lag(of: downstream, behind: upstream),
            evidence: evidence)
    }

    /// The state of the link between two nodes, with the facts it is judged by.
    func joinedState(of downstream: String, upstream: String?) -> (LinkState, [Evidence]) {
        guard let node = nodes[downstream] else { return (.unknown, []) }
        let upstreamReading = reading(upstream)
        guard let reading = reading(downstream), let standby = reading.standby else {
            return testimony(of: upstream, about: downstream)
        }
        if !Self.sameSystem(upstreamReading, reading) {
            return (.foreign, systemEvidence(reading, upstreamReading))
        }
        guard let receiver = standby.walReceiver else {
            if node.isArchiveFed {
                return (.archive, [Evidence("wal_receiver", "none"), Evidence("fed_by", "restore_command")])
            }
            return (
                .disconnected,
                [Evidence("wal_receiver", "none on \(downstream)")]
                    + disconnectCauses(of: downstream, reading, upstream: upstream)
            )
        }
        let sender = sender(for: downstream)
        let evidence =
            reading.receiverEvidence
            + senderEvidence(sender, of: upstream, for: downstream, receiver)
        func disconnected(_ more: [Evidence] = []) -> (LinkState, [Evidence]) {
            let causes = disconnectCauses(of: downstream, reading, upstream: upstream)
            return (.disconnected, evidence + more + causes)
        }
        let isAlone = sender == nil && hasNoSender(upstream, for: receiver, of: downstream)
        switch silence(of: node, receiver: receiver, reading: reading, upstream: upstream) {
        case .stalled(let silence): return (.stalled, silence + evidence)
        case .level(let silence): return isAlone ? disconnected(silence) : (.unknown, silence + evidence)
        case nil: break
        }
        if node.receiverIsNew, sender == nil, upstreamReading != nil {
            return disconnected([
                Evidence("wal_receiver", "\(receiver.pid) has just started, no WAL sender for it yet")
            ])
        }
        if isAlone, !node.receiverHasHeard, let upstreamReading, let upstream,
            aheadOf(upstream, upstreamReading, downstream) != nil
        {
            return disconnected([Evidence("wal_receiver", "\(receiver.pid) waits for its upstream to catch up")])
        }
        switch (receiver.status, sender?.state) {
        case (_, "catchup"?), (_, "startup"?), ("starting"?, _), ("restarting"?, _): return (.catchup, evidence)
        case ("streaming"?, _): return (.streaming, evidence)
        case (nil, _): return (.unknown, [Evidence("wal_receiver", "its columns are hidden from this role")])
        default: return disconnected()
        }
    }

    /// Whether an upstream answers, shows all its WAL senders, and none of them may serve this WAL receiver.
    private func hasNoSender(_ upstream: String?, for receiver: WALReceiver, of downstream: String) -> Bool {
        guard let upstream, let reading = reading(upstream), reading.missingPrivileges.isEmpty else {
            return false
        }
        return !unclaimedSenders(of: upstream, except: downstream).contains { reading.mayServe($0, receiver) }
    }

    /// The upstream's end, or why it is not known which it is.
    private func senderEvidence(
        _ sender: WALSender?, of upstream: String?, for downstream: String, _ receiver: WALReceiver
    ) -> [Evidence] {
        if let sender { return [Evidence("sender_state", optional: sender.state)].compactMap(\.self) }
        guard let upstream, let reading = reading(upstream) else { return [] }
        let fitting = unclaimedSenders(of: upstream, except: downstream)
            .filter { reading.mayServe($0, receiver) }
        return [Evidence("wal_sender", "not recognised: \(fitting.count) on \(upstream) fit")]
    }

    /// What the upstream's WAL senders say of a standby that does not answer itself: that it streams only when it has
    /// replied since our polls began to fail (a dead one's row stays for `wal_sender_timeout`); that it is gone only when its
    /// own WAL sender was known, and none is left that it might have come back on.
    private func testimony(of upstream: String?, about downstream: String) -> (LinkState, [Evidence]) {
        guard let upstream, let reading = reading(upstream) else { return (.unknown, []) }
        let state = sender(for: downstream)?.state
        let evidence = [Evidence("said_by", upstream), Evidence("sender_state", state ?? "none")]
        let isAlive = hearing(of: downstream) != nil
        switch state {
        case "streaming"? where isAlive: return (.streaming, evidence)
        case "catchup"? where isAlive, "startup"? where isAlive: return (.catchup, evidence)
        case nil
        where nodes[downstream]?.join?.upstream == upstream && nodes[downstream]?.join?.senderPID != nil
            && reading.missingPrivileges.isEmpty
            && unclaimedSenders(of: upstream, except: downstream).isEmpty:
            return (.disconnected, evidence)
        default: return (.unknown, evidence)
        }
    }

    /// A standby without a WAL receiver whose replay moves past all it can have of its own is fed by its
    /// `restore_command`, until a WAL receiver comes back. One that was started anew replays its own `pg_wal` first, for as
    /// long as a delay, a pause or a conflict makes it last: what it was sent and never told ends where its upstream stood.
    func isFedFromArchive(_ node: PostgresNode) -> Bool {
        guard let standby = node.lastReading?.standby, !standby.hasReceiver,
            let replayed = standby.replayLSN, standby.receiveLSN.map({ replayed > $0 }) ?? true,
            node.lastReading?.inventory?.hasRestoreCommand != false
        else { return false }
        if node.wasFedFromArchive { return true }
        guard let since = node.recoverySince, let movedAt = node.replayMovedAt, let ownEnd = node.ownEnd,
            since.duration(to: movedAt) > limits.reading, replayed > ownEnd
        else { return false }
        if node.hasStreamed, standby.receiveLSN != nil { return true }
        guard let upstream = upstream(of: node.declaration.name), let clock = nodes[upstream]?.clock,
            let newest = clock.newestPosition
        else { return node.lastReading?.inventory?.hasRestoreCommand == true }
        let isSilent = reading(upstream) == nil
        guard let stood = clock.firstPosition(since: since) ?? (isSilent ? newest : nil) else { return false }
        return replayed.rawValue > stood
    }

    /// A connected link on which nothing arrives.
    private enum Silence {
        /// The upstream has more than the standby, and nothing of it arrives.
        case stalled([Evidence])
        /// No keepalive arrives either, but the standby has all that its upstream has: nothing is late yet.
        case level([Evidence])
    }

    /// Whether nothing arrives on a connected link; `nil` while it lives.
    ///
    /// Either the upstream has had more for longer than a live receiver leaves a status message unsent, and nothing
    /// arrived meanwhile; or no message at all came for three quarters of `wal_receiver_timeout` (an idle link shows
    /// one every half). A link is never called stalled while its standby has everything: the lag beside it says so.
    private func silence(
        of node: PostgresNode, receiver: WALReceiver, reading: HeldReading, upstream: String?
    ) -> Silence? {
        // Where the receiver's columns are hidden, nothing shows whether it moves.
        guard let readAt = node.record.lastReadingAt, let movedAt = node.receiverMovedAt, receiver.endLSN != nil else {
            return nil
        }
        let received = received(by: node.declaration.name)
        let clock = upstream.flatMap { self.reading($0) == nil ? nil : nodes[$0]?.clock }
        let isLevel = received.flatMap { received in clock?.newestPosition.map { received.rawValue >= $0 } } ?? false
        let timeout = reading.settings.walReceiverTimeout ?? .seconds(60)
        if timeout > .zero, let age = receiver.lastMessageReceiptTime.map(reading.serverTime.since),
            age > Self.livenessLimit(timeout)
        {
            let evidence = [Evidence("last_message_age_seconds", HumanText.seconds(age))]
            return isLevel ? .level(evidence) : .stalled(evidence)
        }
        let limit = Self.stallLimit(reading.settings)
        guard let received, let behind = clock?.reading(of: received.rawValue, at: readAt).least, !isLevel,
            behind > limit, movedAt.duration(to: readAt) > limit
        else { return nil }
        let missing = clock?.position(at: readAt).map { LSN(rawValue: $0).bytes(past: received) }
        return .stalled(
            [
                Evidence("nothing_received_for_seconds", HumanText.seconds(movedAt.duration(to: readAt))),
                Evidence("upstream_moved_on_bytes", optional: missing),
            ].compactMap(\.self))
    }

    /// How long a live link may show nothing while its upstream moves: the status interval, within reason.
    static func stallLimit(_ settings: PostgresReading.Settings) -> Duration {
        let interval = settings.walReceiverStatusInterval ?? .seconds(10)
        let ceiling = (settings.walReceiverTimeout ?? .seconds(60)) / 2
        let limit = interval > .zero ? interval : .seconds(10)
        return max(.seconds(1), ceiling > .zero ? min(limit, ceiling) : limit)
    }

    private func systemEvidence(_ downstream: HeldReading, _ upstream: HeldReading?) -> [Evidence] {
        [
            Evidence("system_identifier", optional: downstream.systemIdentifier),
            Evidence("upstream_system_identifier", optional: upstream?.systemIdentifier),
        ].compactMap(\.self)
    }
}
