/// The program's log: entries of named fields, sent by one thread to journald or to standard error.
///
/// Sending never waits for the receiver: entries queue in a ring of fixed size, and when journald hangs for so long
/// that the ring is full, new ones are dropped and counted in `droppedEntries`; a notice can take their place. An entry
/// that journald refuses goes to standard error.
package final class Journal: Sendable {
    /// The default of the largest number of queued entries.
    package static let defaultCapacity = 1_024

    /// The entry in place of this many dropped ones.
    package typealias LossNotice = @Sendable (_ lost: UInt64) -> [JournalField]

    /// Where entries go.
    package let destination: JournalDestination
    private let writer: JournalWriter
    private let thread: SendingThread<JournalRing>

    /// Starts the logging thread. `capacity` is the number of entries that may wait; tests pass a `destination`.
    /// Without a `lossNotice` the log itself does not show that entries are missing.
    package convenience init(
        destination: JournalDestination = .detect(), capacity: Int = Journal.defaultCapacity,
        lossNotice: LossNotice? = nil
    ) {
        self.init(writer: JournalWriter(destination: destination), capacity: capacity, lossNotice: lossNotice)
    }

    init(writer: JournalWriter, capacity: Int = Journal.defaultCapacity, lossNotice: LossNotice? = nil) {
        destination = writer.destination
        self.writer = writer
        thread = SendingThread(queue: JournalRing(capacity: capacity, lossNotice: lossNotice)) { writer.write($0) }
    }

    /// Entries lost because the ring was full or the journal closed, since the start.
    package var droppedEntries: UInt64 {
        thread.withQueue { ring, _ in ring.dropped }
    }

    /// Queues an entry and returns at once. Names are made valid as `JournalField(key:value:)` says; fields without a
    /// usable name are left out, an entry without fields is not sent.
    package func send(_ fields: [(name: String, value: String)]) {
        send(fields.compactMap { JournalField(key: $0.name, value: $0.value) })
    }

    /// Queues an entry and returns at once.
    package func send(_ entry: [JournalField]) {
        guard !entry.isEmpty else { return }
        thread.withQueue { ring, isOpen in
            if isOpen { ring.append(entry) } else { ring.drop() }
        }
    }

    /// Waits until the receiver has every queued entry, for `limit` at most; false when entries are still queued.
    @discardableResult
    package func flush(within limit: Duration) -> Bool {
        thread.flush(within: limit)
    }

    /// Accepts no more entries and flushes: for the end of the program. False when entries are still queued; those go
    /// to standard error, as far as it accepts them without waiting.
    @discardableResult
    package func close(within limit: Duration) -> Bool {
        thread.close()
        if thread.flush(within: limit) { return true }
        if destination == .journal {
            while let entry = thread.withQueue({ ring, _ in ring.popFirst() }) { writer.writeLineAtOnce(entry) }
        }
        return false
    }
}
