internal import ReplicationCore

/// The history of one node's slots: since when each is unused, and what lost ones last held; and the slot that the node itself
/// asked its upstream for.
struct SlotHistory: Sendable, Hashable {
    /// How many slots are remembered; of more, the surplus is judged by the server's row alone.
    static let capacity = 200

    /// One slot, by name.
    struct Entry: Sendable, Hashable {
        /// Since when it has been seen unused without a break.
        var unusedSince: MonotonicInstant?
        /// Whether it was ever seen in use since the node has its role.
        var wasUsed = false
        /// Since when it is lost; it goes on being so when it is dropped, until it is there again and usable.
        var lostSince: MonotonicInstant?
        /// Since when there is no slot of that name any more.
        var goneSince: MonotonicInstant?
        /// Its numbers when it was last usable: the server does not keep them.
        var held: Held?
        /// The position it holds WAL back from, over time.
        var restart = RateWindow()
    }

    /// The numbers of a usable slot.
    struct Held: Sendable, Hashable {
        var type: String
        var restartLSN: LSN
        var bytes: UInt64?
        var at: MonotonicInstant
    }

    private(set) var entries: [String: Entry] = [:]
    /// Since when the node is seen in its present role.
    private(set) var roleSince: MonotonicInstant?
    /// Whether it was seen to take that role, rather than found in it.
    private(set) var hasChangedRole = false
    /// The slot that its WAL receiver last used.
    private(set) var receiverSlot: String?
    private var system: UInt64?
    private var isPrimary: Bool?

    mutating func record(_ reading: PostgresReading, at instant: MonotonicInstant) {
        if let system, let other = reading.systemIdentifier, system != other { self = SlotHistory() }
        system = reading.systemIdentifier ?? system
        noteRole(isPrimary: reading.primary != nil, at: instant)
        if let receiver = reading.standby?.walReceiver, receiver.status != nil {
            receiverSlot = receiver.slotName.flatMap { $0.isEmpty ? nil : $0 }
        }
        let present = Set(reading.slots.map(\.name))
        for name in entries.keys where !present.contains(name) { entries[name]?.noteGone(at: instant) }
        let end = reading.sendablePosition
        for slot in reading.slots where !slot.isTemporary && (entries[slot.name] != nil || makeRoom()) {
            entries[slot.name, default: Entry()].record(slot, end: end, at: instant)
        }
    }

    /// A new role begins with all its slots unused: the standbys that used them have yet to connect.
    private mutating func noteRole(isPrimary: Bool, at instant: MonotonicInstant) {
        guard self.isPrimary != isPrimary else { return }
        hasChangedRole = self.isPrimary != nil
        self.isPrimary = isPrimary
        roleSince = instant
        for name in entries.keys {
            entries[name]?.unusedSince = nil
            entries[name]?.wasUsed = false
        }
    }

    /// Forgets the slot that is gone for longest when there is no room for another.
    private mutating func makeRoom() -> Bool {
        guard entries.count >= Self.capacity else { return true }
        let gone = entries.compactMap { name, entry in entry.goneSince.map { (name: name, since: $0) } }
        guard let oldest = gone.min(by: { ($0.since, $0.name) < ($1.since, $1.name) }) else { return false }
        entries[oldest.name] = nil
        return true
    }
}

extension SlotHistory.Entry {
    fileprivate mutating func record(_ slot: ReplicationSlot, end: LSN?, at instant: MonotonicInstant) {
        goneSince = nil
        unusedSince = slot.active ? nil : unusedSince ?? instant
        wasUsed = wasUsed || slot.active
        restart.record(slot.restartLSN?.rawValue, at: instant)
        guard !slot.isLost else {
            lostSince = lostSince ?? instant
            return
        }
        lostSince = nil
        if let restartLSN = slot.restartLSN {
            held = SlotHistory.Held(
                type: slot.type, restartLSN: restartLSN, bytes: end?.bytes(past: restartLSN), at: instant)
        }
    }

    fileprivate mutating func noteGone(at instant: MonotonicInstant) {
        goneSince = goneSince ?? instant
        unusedSince = nil
        restart = RateWindow()
    }
}

extension ReplicationSlot {
    /// Whether it is of no use any more; a server never takes that back.
    var isLost: Bool { walStatus == .lost || invalidationReason != nil }

    /// Whether it keeps WAL, or rows from vacuum. A slot that was never used keeps nothing.
    var holdsBack: Bool {
        restartLSN != nil || snapshotXID != nil || snapshotAge != nil || catalogSnapshotAge != nil
    }
}
