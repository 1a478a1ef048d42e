/// The entries that wait for the logging thread: a ring of fixed size. When it is full the new entry is dropped and
/// counted; the old ones, where the trouble began, are kept.
struct JournalRing: SendQueue {
    private var slots: [[JournalField]?]
    private var first = 0
    private var count = 0

    /// Entries that were not accepted.
    private(set) var dropped: UInt64 = 0

    /// A ring for `capacity` entries, at least one.
    init(capacity: Int) {
        slots = Array(repeating: nil, count: max(1, capacity))
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ entry: [JournalField]) {
        guard count < slots.count else { return drop() }
        slots[(first + count) % slots.count] = entry
        count += 1
    }

    /// Counts an entry that will not be sent.
    mutating func drop() {
        dropped += 1
    }

    mutating func popFirst() -> [JournalField]? {
        guard count > 0 else { return nil }
        defer {
            slots[first] = nil
            first = (first + 1) % slots.count
            count -= 1
        }
        return slots[first]
    }
}
