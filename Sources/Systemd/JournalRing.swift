/// The entries that wait for the logging thread: a ring of fixed size. When it is full the new entry is dropped and
/// counted; the old ones, where the trouble began, are kept. Once they are sent, an entry takes the place of those that
/// were dropped and tells their number.
struct JournalRing: SendQueue {
    private var slots: [[JournalField]?]
    private var first = 0
    private var count = 0
    private let lossNotice: Journal.LossNotice?
    /// Entries dropped since the ring was last empty, which no entry tells yet.
    private var untold: UInt64 = 0

    /// Entries that were not accepted.
    private(set) var dropped: UInt64 = 0

    /// A ring for `capacity` entries, at least one.
    init(capacity: Int, lossNotice: Journal.LossNotice? = nil) {
        slots = Array(repeating: nil, count: max(1, capacity))
        self.lossNotice = lossNotice
    }

    var isEmpty: Bool { count == 0 && untold == 0 }

    mutating func append(_ entry: [JournalField]) {
        // After a loss nothing is accepted until it is told: what follows must not come before the gap.
        guard count < slots.count, untold == 0 else {
            if lossNotice != nil { untold += 1 }
            return drop()
        }
        slots[(first + count) % slots.count] = entry
        count += 1
    }

    /// Counts an entry that will not be sent.
    mutating func drop() {
        dropped += 1
    }

    mutating func popFirst() -> [JournalField]? {
        guard count > 0 else { return popNotice() }
        defer {
            slots[first] = nil
            first = (first + 1) % slots.count
            count -= 1
        }
        return slots[first]
    }

    private mutating func popNotice() -> [JournalField]? {
        guard untold > 0, let lossNotice else { return nil }
        defer { untold = 0 }
        return lossNotice(untold)
    }
}
