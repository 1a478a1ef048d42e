internal import Alerting
internal import ReplicationCore

/// The batches that were recorded and are not on disk, joined into one; and the latest tables, with which a new file has
/// to begin.
///
/// Whole batches are joined in their order, so that the file always holds the state after some batch, never a mixture.
struct WriteQueue {
    /// The most events, and the most samples, that wait. The oldest of more are dropped.
    static let limit = 10_000
    /// So many samples are written without waiting for the next maintenance.
    static let manySamples = 1_000

    private var waiting = HistoryBatch()
    private var latest = HistoryBatch()
    /// Events and samples that were dropped before they were written.
    private(set) var dropped: UInt64 = 0

    var events: [Event] { waiting.events }
    var lagSamples: [LagSample] { waiting.lagSamples }

    /// Whether something waits that a restart must not lose; samples and ``HistoryBatch/aliveAt`` may wait a minute.
    var isUrgent: Bool {
        waiting.alerts != nil || waiting.silences != nil || waiting.rollbackIDs != nil || !waiting.events.isEmpty
            || waiting.lagSamples.count >= Self.manySamples
    }

    mutating func add(_ batch: HistoryBatch) {
        waiting.append(batch)
        latest.append(batch.withoutLists)
        bound()
    }

    /// Notes the content of a file that was opened: older than all that was recorded.
    mutating func begin(with remembered: Remembered) {
        latest = remembered.batch.followed(by: latest)
    }

    /// Notes the content of a file that was opened: it replaces the tables that were recorded.
    mutating func beginAnew(with remembered: Remembered) {
        waiting = waiting.withoutTables
        latest = latest.withoutTables
        begin(with: remembered)
    }

    /// Removes and returns all that waits.
    mutating func take() -> HistoryBatch {
        defer { waiting = HistoryBatch() }
        return waiting
    }

    /// Removes and returns the lists, which are only ever added to; tables, which replace what was kept, go on waiting.
    mutating func takeLists() -> HistoryBatch {
        defer { waiting = waiting.withoutLists }
        return HistoryBatch(events: waiting.events, lagSamples: waiting.lagSamples)
    }

    /// Puts back what was taken and could not be written.
    mutating func putBack(_ batch: HistoryBatch) {
        waiting = batch.followed(by: waiting)
        bound()
    }

    /// The batch with everything that a new file needs.
    func completing(_ batch: HistoryBatch) -> HistoryBatch {
        latest.followed(by: batch)
    }

    private mutating func bound() {
        let events = max(0, waiting.events.count - Self.limit)
        let samples = max(0, waiting.lagSamples.count - Self.limit)
        waiting.events.removeFirst(events)
        waiting.lagSamples.removeFirst(samples)
        dropped += UInt64(events + samples)
    }
}
