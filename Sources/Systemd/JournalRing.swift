/// The entries that wait for the logging thread: a ring of fixed size. When it is full the new entry is dropped and
/// counted; the old ones, from the start of the fault, are kept. Once they are sent, one entry replaces the dropped
/// ones and shows their number.
struct JournalRing: SendQueue {
    private var slots: [[JournalField]?]
    private var first = 0
    private var count = 0
    private let lossNotice: Journal.LossNotice?
    /// Entries dropped since the ring was last empty, which no entry has reported yet.
    private var unreported: UInt64 = 0

    /// Entries that were not accepted.
    private(set) var dropped: UInt64 = 0

    /// A ring for `capacity` entries, at least one.
    init(capacity: Int, lossNotice: Journal.LossNotice? = nil) {
        slots = Array(repeating: nil, count: max(1, capacity))
        self.lossNotice = lossNotice
    }

    var isEmpty: Bool { count == 0 && unreported == 0 }

    mutating func append(_ entry: [JournalField]) {
        // After a loss no entry is accepted until the loss is reported: later entries must not come before the gap.
        guard count < slots.count, unreported == 0 else {
            if lossNotice != nil { unreported += 1 }
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
        guard unreported > 0, let lossNotice else { return nil }
        defer { unreported = 0 }
        return lossNotice(unreported)
    }
}
