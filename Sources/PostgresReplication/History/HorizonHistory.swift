internal import ReplicationCore

/// Since when each WAL sender and slot of a primary holds back the same snapshot.
///
/// The time counts from when a holder was first seen to stay behind while others moved on: an old snapshot on a server
/// where nothing is written holds back nothing.
struct HorizonHistory: Sendable, Hashable {
    /// An unmoved `xmin` counts from this age on: standbys report theirs every `wal_receiver_status_interval` only, so
    /// a few transactions of age are normal, and fewer dead rows than this are no bloat.
    static let leastAge: Int64 = 100
    /// `catalog_xmin` of a slot in use moves seldom by nature; it counts from this age on.
    static let leastCatalogAge: Int64 = 1_000_000

    /// A WAL sender or a slot that holds back vacuum now.
    struct Holder: Sendable, Hashable {
        var source: Source
        /// `xmin` itself; `nil` for a `catalog_xmin`, of which only the age is known.
        var snapshotXID: UInt32?
        /// How many transactions ago the snapshot began.
        var age: Int64
        /// Since when it has been behind.
        var since: MonotonicInstant

        /// The identity of a holder.
        enum Source: Sendable, Hashable {
            case walSender(applicationName: String, pid: Int32)
            case slot(String, isActive: Bool)
            case catalogOfSlot(String, isActive: Bool)
        }
    }

    /// Longest first.
    private(set) var holders: [Holder] = []

    mutating func record(_ reading: PostgresReading, at instant: MonotonicInstant) {
        let before = Dictionary(holders.map { ($0.source.key, $0) }, uniquingKeysWith: { first, _ in first })
        holders = Self.candidates(in: reading, at: instant).map { candidate in
            guard let known = before[candidate.source.key], known.isSameSnapshot(as: candidate) else {
                return candidate
            }
            var held = candidate
            held.since = known.since
            return held
        }
        .sorted { ($0.since, -$0.clampedAge) < ($1.since, -$1.clampedAge) }
    }

    /// Only a primary's own vacuum is judged.
    private static func candidates(in reading: PostgresReading, at instant: MonotonicInstant) -> [Holder] {
        guard reading.primary != nil else { return [] }
        let senders = reading.walSenders.compactMap { sender -> Holder? in
            guard let age = sender.snapshotAge, age >= leastAge else { return nil }
            return Holder(
                source: .walSender(applicationName: sender.applicationName, pid: sender.pid),
                snapshotXID: sender.snapshotXID, age: age, since: instant)
        }
        let slots = reading.slots.compactMap { slot -> Holder? in
            guard let age = slot.snapshotAge, age >= leastAge else { return nil }
            return Holder(
                source: .slot(slot.name, isActive: slot.active), snapshotXID: slot.snapshotXID, age: age, since: instant
            )
        }
        let catalogs = reading.slots.compactMap { slot -> Holder? in
            guard let age = slot.catalogSnapshotAge, age >= (slot.active ? leastCatalogAge : leastAge) else {
                return nil
            }
            return Holder(
                source: .catalogOfSlot(slot.name, isActive: slot.active), snapshotXID: nil, age: age, since: instant)
        }
        return senders + slots + catalogs
    }
}

extension HorizonHistory.Holder {
    fileprivate func isSameSnapshot(as later: HorizonHistory.Holder) -> Bool {
        snapshotXID == later.snapshotXID && (snapshotXID != nil || later.age >= age)
    }

    fileprivate var clampedAge: Int64 { max(0, age) }
}

extension HorizonHistory.Holder.Source {
    /// The same for one slot whether or not it is in use.
    fileprivate var key: HorizonHistory.Holder.Source {
        switch self {
        case .walSender: self
        case .slot(let name, _): .slot(name, isActive: false)
        case .catalogOfSlot(let name, _): .catalogOfSlot(name, isActive: false)
        }
    }
}
