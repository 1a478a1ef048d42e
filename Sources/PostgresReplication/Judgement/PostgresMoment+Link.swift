internal import ReplicationCore

extension PostgresMoment {
    /// The link between a node and an upstream, judged by their readings.
    func judgedLink(of downstream: String, upstream: String?) -> PostgresLink {
        func link(
            _ state: LinkState, _ facts: [Evidence] = [], causes: [DisconnectCause] = []
        ) -> PostgresLink {
            PostgresLink(upstream: upstream, state: state, facts: facts, causes: causes)
        }
        guard let node = nodes[downstream] else { return link(.unknown) }
        let upstreamReading = reading(upstream)
        guard let reading = reading(downstream), let standby = reading.standby else {
            return linkAsSeenUpstream(upstream, of: downstream)
        }
        func disconnected(_ facts: [Evidence]) -> PostgresLink {
            link(
                .disconnected, facts + connectionFacts(reading, upstream: upstream),
                causes: disconnectCauses(of: downstream, reading, upstream: upstream))
        }
        if !Self.sameSystem(upstreamReading, reading) {
            return link(.foreign, systemEvidence(reading, upstreamReading))
        }
        guard let receiver = standby.walReceiver else {
            return node.isArchiveFed
                ? link(.archive, [Evidence("wal_receiver", "none"), Evidence("fed_by", "restore_command")])
                : disconnected([Evidence("wal_receiver", "none on \(downstream)")])
        }
        let sender = sender(for: downstream)
        let facts = reading.receiverEvidence + senderEvidence(sender, of: upstream, for: downstream, receiver)
        let isAlone = sender == nil && hasNoSender(upstream, for: receiver, of: downstream)
        switch silence(of: node, receiver: receiver, reading: reading, upstream: upstream) {
        case .stalled(let silence): return link(.stalled, silence + facts)
        case .level(let silence): return isAlone ? disconnected(facts + silence) : link(.unknown, silence + facts)
        case nil: break
        }
        if node.receiverIsNew, sender == nil, upstreamReading != nil {
            return disconnected(
                facts + [
                    Evidence("wal_receiver", "\(receiver.pid) has just started, no WAL sender for it yet")
                ])
        }
        if isAlone, !node.receiverHasHeard, let upstreamReading, let upstream,
            aheadCause(upstream, upstreamReading, downstream) != nil
        {
            return disconnected(
                facts + [Evidence("wal_receiver", "\(receiver.pid) waits for its upstream to catch up")])
        }
        if sender?.state == .catchup || sender?.state == .startup { return link(.catchup, facts) }
        switch receiver.status {
        case .streaming?: return link(.streaming, facts)
        case .starting?, .restarting?: return link(.catchup, facts)
        case .waiting?, .stopping?: return disconnected(facts)
        case nil: return link(.unknown, [Evidence("wal_receiver", "its columns are hidden from this role")])
        case let status?:
            var unknown = link(.unknown, facts)
            unknown.unknownReason = "the WAL receiver of \(downstream) is \"\(status)\", which replmon does not know"
            return unknown
        }
    }

    /// Whether an upstream answers, shows all its WAL senders, and none of them may serve this WAL receiver.
    private func hasNoSender(_ upstream: String?, for receiver: WALReceiver, of downstream: String) -> Bool {
        guard let upstream, let reading = reading(upstream), reading.showsEveryWALSender else { return false }
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

    /// The link to a node that does not answer, by its upstream's WAL senders: live only if it has replied since replmon's polls
    /// began to fail (the row of a dead standby stays for `wal_sender_timeout`); disconnected only if its own WAL sender was
    /// known, and none is left that it could have come back on.
    private func linkAsSeenUpstream(_ upstream: String?, of downstream: String) -> PostgresLink {
        guard let upstream, let reading = reading(upstream) else {
            return PostgresLink(upstream: upstream, state: .unknown)
        }
        let sender = sender(for: downstream)?.state
        let isAlive = upstreamReport(on: downstream) != nil
        let state: LinkState =
            switch sender {
            case .streaming? where isAlive: .streaming
            case .catchup? where isAlive, .startup? where isAlive: .catchup
            case nil
            where nodes[downstream]?.join?.upstream == upstream && nodes[downstream]?.join?.senderPID != nil
                && reading.showsEveryWALSender
                && unclaimedSenders(of: upstream, except: downstream).isEmpty:
                .disconnected
            default: .unknown
            }
        return PostgresLink(
            upstream: upstream, state: state,
            facts: [Evidence("said_by", upstream), Evidence("sender_state", sender?.rawValue ?? "none")])
    }

    /// A standby without a WAL receiver whose replay moves past all it can have of its own is fed by its
    /// `restore_command`, until a WAL receiver comes back. One that was started anew replays its own `pg_wal` first, for as
    /// long as a delay, a pause or a conflict makes it last: WAL that it was sent and never confirmed ends where its upstream stood.
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

    /// Whether nothing arrives on a connected link; `nil` while it is live.
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
