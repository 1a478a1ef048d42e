internal import ReplicationCore

extension PostgresMoment {
    /// The address and the slot that a standby without a WAL receiver asks for.
    func connectionFacts(_ reading: HeldReading, upstream: String?) -> [Evidence] {
        let address = reading.inventory?.primaryConninfoAddress.map { Evidence("dials", "\($0.host):\($0.port)") }
        let slot = self.reading(upstream) == nil ? nil : configuredSlot(reading).map { Evidence("slot", $0) }
        return [address, slot].compactMap(\.self)
    }

    /// Why a standby has no connection to an upstream that answers: its slot there, free WAL senders, positions, timelines.
    func disconnectCauses(of downstream: String, _ reading: HeldReading, upstream: String?) -> [DisconnectCause] {
        guard let upstream, let source = self.reading(upstream) else { return [] }
        let hasNoWALSenderLeft = source.sessions.map { $0.freeWALSenders <= 0 } ?? false
        return [
            configuredSlot(reading).flatMap { Self.slotCause($0, on: upstream, source) },
            hasNoWALSenderLeft ? .noWALSenderLeft(upstream: upstream) : nil,
            aheadCause(upstream, source, downstream),
            timelineCause(upstream, source, downstream),
        ].compactMap(\.self)
    }

    private func configuredSlot(_ reading: HeldReading) -> String? {
        reading.inventory?.primarySlotName.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func slotCause(_ name: String, on upstream: String, _ reading: HeldReading) -> DisconnectCause? {
        guard let slot = reading.slots.first(where: { $0.name == name }) else {
            return .slotMissing(name, upstream: upstream)
        }
        if slot.walStatus == .lost { return .slotLost(name, upstream: upstream) }
        guard slot.active, let pid = slot.activePID else { return nil }
        return .slotInUse(name, upstream: upstream, pid: pid)
    }

    /// A standby may have more than its upstream has: the upstream was set back to an older state, or followed another
    /// primary. It asks for WAL from the beginning of its last segment; an upstream that is not there yet refuses
    /// ("requested starting point … is ahead of the WAL flush position"), and newer releases wait for it with a WAL
    /// receiver that shows `streaming` (wait event `WalReceiverUpstreamCatchup`; seen on 18.6). Only an upstream that was
    /// polled after the standby stood still is compared.
    func aheadCause(_ upstream: String, _ source: HeldReading, _ downstream: String) -> DisconnectCause? {
        guard let node = nodes[downstream],
            [nil, source.timeline].contains(node.lastTimeline) || source.timeline == nil,
            hasAnswered(upstream, sinceStopOf: node), let end = source.sendablePosition,
            let received = received(by: downstream), received.segmentStart(source.settings) > end
        else { return nil }
        return .ahead(received: received, upstream: upstream, end: end)
    }

    private func timelineCause(_ upstream: String, _ source: HeldReading, _ downstream: String) -> DisconnectCause? {
        guard let own = nodes[downstream]?.lastTimeline, let other = source.timeline, own != other else { return nil }
        return .otherTimeline(own, upstream: upstream, other)
    }
}
