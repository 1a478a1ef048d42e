internal import ReplicationCore

extension PostgresMoment {
    /// Every slot on a node, in the server's order, then those that a standby asks for in vain; `nil` while the node does
    /// not answer. Temporary slots live as long as their session and are not judged.
    func judgedSlots(on name: String) -> [SlotState]? {
        guard let reading = reading(name), let node = nodes[name] else { return nil }
        let users = reading.slots.isEmpty ? [:] : users(ofSlotsOn: name)
        let present = reading.slots.filter { !$0.isTemporary }.map { slot in
            var state = state(of: slot, on: node, reading)
            state.standby = users[slot.name]
            return state
        }
        return present + missingSlots(on: name, reading)
    }

    private func state(of slot: ReplicationSlot, on node: PostgresNode, _ reading: HeldReading) -> SlotState {
        let entry = node.slots.entries[slot.name]
        let retained = slot.restartLSN.flatMap { restart in reading.sendablePosition?.bytes(past: restart) }
        var state = SlotState(node: node.declaration.name, slot: slot, retainedBytes: retained, held: entry?.held)
        guard !slot.isLost else {
            state.retainedBytes = entry?.held?.bytes ?? retained
            // The slot sync worker drops and recreates its copies by itself: readiness counts them, no alert is raised.
            let isCopy = slot.isSynced == true && reading.standby != nil
            state.lossReason = isCopy ? nil : slot.invalidationReason ?? "its WAL is removed"
            return state
        }
        state.unusedFor = unusedTime(of: slot, on: node, reading)
        state.timeToLoss = timeToLoss(of: slot, on: node, reading)
        return state
    }

    /// By the server's clock where it shows it (version 17 on), else since replmon first saw it unused; never from
    /// before the node took its role. On a standby only slots that were in use there can be missed: copies and
    /// permanent slots of other tools are inactive by nature.
    private func unusedTime(of slot: ReplicationSlot, on node: PostgresNode, _ reading: HeldReading) -> Duration? {
        let entry = node.slots.entries[slot.name]
        guard !slot.active, slot.holdsBack else { return nil }
        if reading.standby != nil, slot.isSynced == true || entry?.wasUsed != true { return nil }
        let seen = entry?.unusedSince.map { $0.duration(to: now) } ?? .zero
        guard slot.isSynced != true, let since = slot.inactiveSince, let readAt = node.record.lastReadingAt else {
            return max(.zero, seen)
        }
        let shown = max(.zero, reading.serverTime.since(since)) + readAt.duration(to: now)
        guard node.slots.hasChangedRole, let roleSince = node.slots.roleSince else { return shown }
        return min(shown, roleSince.duration(to: now))
    }

    /// The safe bytes, over the rate at which they shrink: as fast as WAL is written, less as fast as the slot advances.
    ///
    /// A slot in use with more than half of the limit left is not on the way to loss while it advances nearly as fast as
    /// WAL is written, or has not been seen for long: what it is behind by may then be only what is under way.
    private func timeToLoss(
        of slot: ReplicationSlot, on node: PostgresNode, _ reading: HeldReading
    ) -> Known<Duration?> {
        guard let limit = reading.settings.maxSlotWALKeepBytes, slot.restartLSN != nil else { return .known(nil) }
        if slot.walStatus == .unreserved { return .known(.zero) }
        if let status = slot.walStatus, !status.isKnown {
            return .unknown("its wal_status is \"\(status)\", which replmon does not know")
        }
        guard let safe = slot.safeWALSize else { return .known(nil) }
        if safe <= 0 { return .known(.zero) }
        let hasPlenty = UInt64(safe) >= limit / 2
        let rates = node.rateMeter.rates(at: now)
        let advance = slot.active ? advance(of: slot.name, on: node, over: hasPlenty ? 45 : 10) : 0
        guard let written = rates.generated ?? rates.received, let advance else {
            return hasPlenty ? .known(nil) : .unknown("how fast WAL is written is not known yet")
        }
        let shrinking = written - advance
        guard shrinking > 0, !(slot.active && hasPlenty && shrinking < written / 10) else { return .known(nil) }
        // Ten years are as good as never.
        let seconds = Double(safe) / shrinking
        return .known(seconds < 315_360_000 ? .seconds(seconds) : nil)
    }

    private func advance(of slot: String, on node: PostgresNode, over seconds: Int) -> Double? {
        node.slots.entries[slot]?.restart.rate(at: now, over: .seconds(seconds))
    }

    // MARK: Who uses which slot

    /// The configured standby that uses each of a node's slots, or would if it were there.
    private func users(ofSlotsOn upstream: String) -> [String: String] {
        let pairs = names.compactMap { standby -> (String, String)? in
            guard standby != upstream, let slot = slotAsked(by: standby), asks(standby, upstream) else {
                return nil
            }
            return (slot, standby)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The slot a standby streams by, or asks for while it does not stream.
    func slotAsked(by standby: String) -> String? {
        guard let node = nodes[standby], let reading = node.lastReading, let role = reading.standby else {
            return nil
        }
        let configured = reading.inventory?.primarySlotName
        return !role.hasReceiver ? configured ?? node.slots.receiverSlot : node.slots.receiverSlot ?? configured
    }

    private func asks(_ standby: String, _ upstream: String) -> Bool {
        (conninfoUpstream(of: standby) ?? self.upstream(of: standby)) == upstream
    }

    /// Slots that standbys ask a node for, in vain and for longer than two polls: after a switchover slots and standbys
    /// arrive in any order.
    private func missingSlots(on name: String, _ reading: HeldReading) -> [SlotState] {
        names.compactMap { standby in
            guard standby != name, let slotName = slotAsked(by: standby), asks(standby, name),
                !reading.slots.contains(where: { $0.name == slotName }),
                isAskedInVain(slotName, of: name, by: standby)
            else { return nil }
            let held = nodes[name]?.slots.entries[slotName]?.held
            var state = SlotState(
                node: name,
                slot: ReplicationSlot(
                    name: slotName, type: held?.type ?? "physical", active: false, walStatus: .missing),
                retainedBytes: held?.bytes, held: held)
            state.standby = standby
            state.lossReason = "there is no such slot"
            return state
        }
    }

    private func isAskedInVain(_ slotName: String, of name: String, by standby: String) -> Bool {
        guard let node = nodes[standby], self.reading(standby) != nil,
            link(of: standby, upstream: name).state == .disconnected
        else { return false }
        // If its primary_conninfo names no node, another node that has the slot, or had it when it last answered, may be its
        // upstream.
        let isCertain = conninfoUpstream(of: standby) == name
        let elsewhere = names.contains { other in
            other != name && other != standby
                && nodes[other]?.lastReading?.slots.contains { $0.name == slotName } == true
        }
        guard isCertain || !elsewhere, let slots = nodes[name]?.slots else { return false }
        let entry = slots.entries[slotName]
        if entry?.lostSince != nil { return true }
        let since = [node.receiverMovedAt, slots.roleSince, entry?.goneSince].compactMap(\.self).max()
        return since.map { $0.duration(to: now) > limits.reading } ?? false
    }

    /// Standbys that no longer answer and whose lost slot is gone: whether they still ask for it is not known.
    func silentAskers(of name: String) -> [String] {
        guard let reading = reading(name), let entries = nodes[name]?.slots.entries else { return [] }
        return names.filter { standby in
            guard standby != name, self.reading(standby) == nil, let slotName = slotAsked(by: standby),
                asks(standby, name)
            else { return false }
            return entries[slotName]?.lostSince != nil && !reading.slots.contains { $0.name == slotName }
        }
    }
}
