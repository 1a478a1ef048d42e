package import Alerting
internal import Dispatch
internal import QueueExecutor
package import ReplicationCore

/// The data that survives a restart: an SQLite database in the state directory, written in the background.
///
/// Its failures never stop monitoring: while the file cannot be written, everything is kept in memory, and written as
/// soon as that is possible. No call waits for the disk longer than its comment says.
package final class History: Sendable {
    /// Something recorded is not on disk; it is kept in memory, and writing it is tried again.
    package struct NotSaved: Error, Hashable, Sendable, CustomStringConvertible {
        /// Why, as a text for people.
        package let description: String
    }

    /// How long a disk may take: for one answer while running, and to read everything at the start.
    private static let patience: Duration = .seconds(5)
    private static let startPatience: Duration = .seconds(15)

    let writer: HistoryWriter
    private let patience: Duration

    private init(file: HistoryFile?, machine: HistoryMachine) {
        writer = HistoryWriter(file: file, machine: machine)
        patience = machine.patience
    }

    /// Opens `history.db` in `directory`, creates it if there is none, and reads its content.
    ///
    /// Never fails: a file that cannot be read is moved aside, and if nothing can be written everything is kept in memory;
    /// ``health`` says so. A file that may only be read is read. Blocks for 15 seconds at most; content that could not be
    /// read in that time is returned by ``takeLateRestore()``.
    package static func open(directory: String, now wallNow: WallInstant) -> (History, Remembered) {
        open(directory: directory, now: wallNow, patience: patience, startPatience: startPatience)
    }

    static func open(
        directory: String, now wallNow: WallInstant, patience: Duration, startPatience: Duration
    ) -> (History, Remembered) {
        let file = HistoryFile(directory: directory)
        let history = History(file: file, machine: HistoryMachine(path: file.path, patience: patience))
        let clocks = HistoryMachine.Clocks(now: MonotonicClock.now(), wallNow: wallNow)
        let actions = history.writer.feed { $0.start(at: clocks.now) }
        history.run(actions, at: clocks, within: startPatience)
        return (history, history.writer.feed { $0.answerStart() })
    }

    /// A history that keeps everything in memory until the process ends, because of `reason`.
    package static func inMemory(reason: String) -> History {
        History(file: nil, machine: HistoryMachine(withoutFile: reason, patience: patience))
    }

    /// Whether a restart would preserve what was recorded. Never waits.
    package var health: HistoryHealth {
        let now = MonotonicClock.now()
        return writer.feed { $0.health(at: now) }
    }

    /// How many events and lag samples were dropped since the start, because too many waited for the disk.
    package var dropped: UInt64 { writer.feed { $0.queue.dropped } }

    /// The content of the file, if it could only be read after ``open(directory:now:)`` had returned without it; once,
    /// otherwise `nil`. Call it regularly, as a file system may be mounted late. Never waits.
    ///
    /// Until it is taken, nothing on disk is replaced. The caller puts it in force, then records all alerts, silences and
    /// rollback counters: the next batch replaces those that were recorded before.
    package func takeLateRestore() -> Remembered? { writer.feed { $0.takeLateRestore() } }

    /// Keeps a batch. Never waits.
    ///
    /// A batch of lag samples and ``HistoryBatch/aliveAt`` alone is written with the next maintenance, all else at once.
    package func record(_ batch: HistoryBatch) {
        let now = MonotonicClock.now()
        writer.enqueue(writer.feed { $0.record(batch, at: now) })
    }

    /// Returns when everything that was recorded before is on disk. Waits for 5 seconds at most.
    package func flush() async throws(NotSaved) {
        let now = MonotonicClock.now()
        let (actions, reason) = writer.feed { ($0.flush(at: now), $0.unsavedReason(at: now)) }
        if actions.isEmpty { throw NotSaved(description: reason ?? "") }
        let writer = writer
        let failure = await Reply.first(
            within: patience, otherwise: { writer.feed { Optional($0.hungReason) } },
            { answer in writer.enqueue(actions, result: \.failure, then: answer) })
        if let failure { throw NotSaved(description: failure) }
    }

    /// The newest events since an instant (of all if `nil`), oldest first, in the order in which they were recorded,
    /// including those that are not on disk yet. While the disk does not answer, only those.
    package func events(since: WallInstant?, limit: Int) async -> [Event] {
        await read { database throws(HistoryFailure) in
            try database.events(since: since, limit: limit)
        } unsaved: { machine in
            machine.unsavedEvents.filter { event in since.map { $0 <= event.at } ?? true }
        }.suffix(max(0, limit))
    }

    /// The lag samples of a node since an instant, oldest first: one every ten seconds for a day, one a minute for
    /// fourteen days. replmon did not run in a period without samples.
    package func lagSamples(cluster: String, node: String, since: WallInstant) async -> [LagSample] {
        await read { database throws(HistoryFailure) in
            try database.lagSamples(cluster: cluster, node: node, since: since)
        } unsaved: { machine in
            machine.unsavedLagSamples.filter { $0.cluster == cluster && $0.node == node && $0.at >= since }
        }
    }

    /// Writes the samples that wait, tries again what failed, checks that the file is still in its place, and deletes
    /// what is old. Call it about once a minute. Never waits.
    package func maintain(wallNow: WallInstant) {
        let clocks = HistoryMachine.Clocks(now: MonotonicClock.now(), wallNow: wallNow)
        writer.enqueue(writer.feed { $0.maintain(at: clocks.now) }, at: clocks)
    }

    /// Writes the waiting entries and closes the file; blocks for `limit` at most. Later records are not kept.
    package func close(within limit: Duration) {
        let now = MonotonicClock.now()
        run(writer.feed { $0.close(at: now) }, within: limit)
    }

    /// Runs the job among `actions`, if there is one; blocks until it has ended, for `limit` at most.
    private func run(_ actions: [HistoryAction], at clocks: HistoryMachine.Clocks? = nil, within limit: Duration) {
        guard !actions.isEmpty else { return }
        let ended = DispatchSemaphore(value: 0)
        writer.enqueue(actions, at: clocks, result: { _ in }, then: { ended.signal() })
        _ = ended.wait(timeout: .now() + .nanoseconds(Int(clamping: limit.wholeNanoseconds)))
    }

    /// The result of `query` followed by the `unsaved` items; only those while the disk does not answer.
    private func read<Item: Sendable>(
        _ query: @escaping @Sendable (HistoryDatabase) throws(HistoryFailure) -> [Item],
        unsaved: @escaping @Sendable (HistoryMachine) -> [Item]
    ) async -> [Item] {
        let (writer, now) = (writer, MonotonicClock.now())
        let inMemory: @Sendable () -> [Item] = { writer.feed { unsaved($0) } }
        guard writer.feed({ $0.canRead(at: now) }) else { return inMemory() }
        return await Reply.first(within: patience, otherwise: inMemory) { answer in
            writer.read(query, unsaved: unsaved, then: answer)
        }
    }
}
