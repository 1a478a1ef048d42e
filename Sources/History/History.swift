package import Alerting
internal import Dispatch
internal import QueueExecutor
package import ReplicationCore

/// What survives a restart: an SQLite database in the state directory, written behind the daemon's back.
///
/// Nothing of it ever stops watching: while the file cannot be written, everything is kept in memory and written as soon as
/// it can be. No call waits for the disk longer than it says.
package final class History: Sendable {
    /// Something recorded is not on disk; it is kept in memory and tried again.
    package struct NotSaved: Error, Hashable, Sendable, CustomStringConvertible {
        /// Why, in words for people.
        package let description: String
    }

    /// How long a disk may take: for one answer while running, and to read everything at the start.
    private static let patience: Duration = .seconds(5)
    private static let startPatience: Duration = .seconds(15)

    private let outbox: Outbox
    /// `nil`: in memory only, for good.
    let writer: HistoryWriter?

    init(outbox: Outbox, writer: HistoryWriter?) {
        self.outbox = outbox
        self.writer = writer
    }

    /// Opens `history.db` in `directory`, or makes it, and reads what it holds.
    ///
    /// Never fails: a file that cannot be read is moved aside, and without a place to write there is memory: ``health``
    /// tells. A file that may only be read is read all the same. Blocks, for 15 seconds at most; what could not be read
    /// in that time comes with ``takeLateRestore()``.
    package static func open(directory: String, now wallNow: WallInstant) -> (History, Remembered) {
        open(directory: directory, now: wallNow, patience: patience, startPatience: startPatience)
    }

    static func open(
        directory: String, now wallNow: WallInstant, patience: Duration, startPatience: Duration
    ) -> (History, Remembered) {
        let place = HistoryFile(directory: directory)
        let outbox = Outbox(path: place.path, patience: patience)
        let writer = HistoryWriter(place: place, outbox: outbox)
        let history = History(outbox: outbox, writer: writer)
        let read = DispatchSemaphore(value: 0)
        outbox.markBusy()
        writer.enqueue({ $0.start(wallNow: wallNow) }, then: { read.signal() })
        _ = read.wait(timeout: .now() + .nanoseconds(Int(clamping: startPatience.wholeNanoseconds)))
        return (history, outbox.answer())
    }

    /// One that forgets everything with the process, because of `reason`.
    package static func inMemory(reason: String) -> History {
        History(outbox: Outbox(path: "memory", patience: patience, failure: reason), writer: nil)
    }

    /// Whether what was recorded would survive a restart. Never waits.
    package var health: HistoryHealth { outbox.health }

    /// Events and lag samples that were given up, since the start, because too many waited for the disk.
    package var dropped: UInt64 { outbox.dropped }

    /// What was kept, if it could only be read after ``open(directory:now:)`` had to answer without; once, `nil` otherwise.
    /// To be asked again and again, as a folder may be mounted late. Never waits.
    ///
    /// Until it is taken, nothing replaces what is on disk. Who takes it puts it in force and then records all alerts,
    /// silences and rollback counters: with the next batch, those of earlier ones are forgotten.
    package func takeLateRestore() -> Remembered? { outbox.takeLateRestore() }

    /// Keeps a batch. Never waits.
    ///
    /// Lag samples and ``HistoryBatch/aliveAt`` on their own are written when next tended, everything else at once.
    package func record(_ batch: HistoryBatch) {
        guard outbox.add(batch), let writer else { return }
        writer.enqueue({ $0.save() }, then: { _ in })
    }

    /// Returns when everything that was recorded before is on disk. Waits for 5 seconds at most.
    package func flush() async throws(NotSaved) {
        let outbox = outbox
        guard let writer else { throw NotSaved(description: outbox.failure ?? "") }
        if outbox.isHung { throw NotSaved(description: outbox.hungReason) }
        outbox.markBusy()
        let failure = await Reply.first(within: outbox.patience, otherwise: { Optional(outbox.hungReason) }) { answer in
            let save: @Sendable (isolated HistoryWriter) -> String? = { writer in
                writer.save(again: true)
                return outbox.failure
            }
            writer.enqueue(save, then: answer)
        }
        if let failure { throw NotSaved(description: failure) }
    }

    /// The newest events since an instant (of all when `nil`), oldest first, in the order in which they were recorded;
    /// those that are not on disk yet included. While the disk does not answer, only those.
    package func events(since: WallInstant?, limit: Int) async -> [Event] {
        let outbox = outbox
        let waiting: @Sendable () -> [Event] = {
            outbox.events.filter { event in since.map { $0 <= event.at } ?? true }
        }
        return await read(or: waiting) { writer in
            writer.events(since: since, limit: limit) + waiting()
        }.suffix(max(0, limit))
    }

    /// A node's samples since an instant, oldest first: every ten seconds for a day, one a minute for fourteen days. A
    /// time without samples is one in which replmon did not run.
    package func lagSamples(cluster: String, node: String, since: WallInstant) async -> [LagSample] {
        let outbox = outbox
        let waiting: @Sendable () -> [LagSample] = {
            outbox.lagSamples.filter { $0.cluster == cluster && $0.node == node && $0.at >= since }
        }
        return await read(or: waiting) { writer in
            writer.lagSamples(cluster: cluster, node: node, since: since) + waiting()
        }
    }

    /// Writes the samples that wait, tries again what failed, looks whether the file is still there, deletes what is old.
    /// To be called about once a minute. Never waits.
    package func maintain(wallNow: WallInstant) {
        guard let writer, outbox.beginMaintenance() else { return }
        writer.enqueue({ $0.maintain(wallNow: wallNow) }, then: { _ in })
    }

    /// Writes what waits and closes the file; blocks, for `limit` at most. What is recorded later is not kept.
    package func close(within limit: Duration) {
        guard let writer else { return }
        let closed = DispatchSemaphore(value: 0)
        outbox.markBusy()
        writer.enqueue({ $0.close() }, then: { closed.signal() })
        _ = closed.wait(timeout: .now() + .nanoseconds(Int(clamping: limit.wholeNanoseconds)))
    }

    /// What `all` finds on the queue, or what is in memory when the disk does not answer.
    private func read<Item: Sendable>(
        or inMemory: @escaping @Sendable () -> [Item], _ all: @escaping @Sendable (isolated HistoryWriter) -> [Item]
    ) async -> [Item] {
        guard let writer, !outbox.isHung else { return inMemory() }
        return await Reply.first(within: outbox.patience, otherwise: inMemory) { answer in
            writer.enqueue(all, then: answer)
        }
    }
}
