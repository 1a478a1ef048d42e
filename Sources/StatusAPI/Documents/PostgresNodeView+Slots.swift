package import ReplicationCore

extension PostgresNodeView {
    /// More than this many slots are not listed: a server with thousands must not swell every page.
    package static let slotLimit = 100
    /// The length of a name in PostgreSQL (`NAMEDATALEN`, less its end).
    private static let nameLimit = 63

    /// The slots to list, each name once: lost ones first, then unused ones, each by name, so that the same are listed from
    /// one scrape to the next.
    package var listedSlots: [SlotView] {
        var seen: Set<String> = []
        var listed: [SlotView] = []
        for var slot in slots.sorted(by: { ($0.rank, $0.name) < ($1.rank, $1.name) }) {
            guard listed.count < Self.slotLimit else { break }
            slot.name = slot.name.limited(to: Self.nameLimit)
            if seen.insert(slot.name).inserted { listed.append(slot) }
        }
        return listed
    }
}

extension SlotView {
    /// No more use: what it held back is gone, or the slot itself is.
    fileprivate var isLost: Bool {
        walStatus == "lost" || walStatus == "missing"
    }

    fileprivate var rank: Int {
        isLost ? 0 : active ? 2 : 1
    }
}
