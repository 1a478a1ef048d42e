internal import Alerting
internal import ReplicationCore

/// What was recorded and is not on disk, as one batch; and the latest of what a new file has to begin with.
///
/// Whole batches are joined in their order, so that what is written is always the state after some batch, never a mixture.
struct WriteQueue {
    /// How many events, and how many samples, wait at most; then the oldest go.
    static let limit = 10_000
    /// So many samples are written without waiting for the next tending.
    static let manySamples = 1_000

    private var waiting = HistoryBatch()
    private var latest = HistoryBatch()
    /// Events and samples that had to go before they were written.
    private(set) var dropped: UInt64 = 0

    var events: [Event] { waiting.events }
    var lagSamples: [LagSample] { waiting.lagSamples }

    /// Whether something waits that a restart must not lose; samples and the sign of life may wait a minute.
    var isUrgent: Bool {
        waiting.alerts != nil || waiting.silences != nil || waiting.rollbackIDs != nil || !waiting.events.isEmpty
            || waiting.lagSamples.count >= Self.manySamples
    }

    mutating func add(_ batch: HistoryBatch) {
        waiting.append(batch)
        latest.append(batch.withoutLists)
        bound()
    }

    /// Notes what a file that was opened holds.
    mutating func begin(with remembered: Remembered) {
        latest = remembered.batch.followed(by: latest)
    }

    /// Notes what a file that was opened holds, in place of all that was recorded to replace it.
    mutating func beginAnew(with remembered: Remembered) {
        waiting = waiting.withoutTables
        latest = latest.withoutTables
        begin(with: remembered)
    }

    /// Takes out all that waits.
    mutating func take() -> HistoryBatch {
        defer { waiting = HistoryBatch() }
        return waiting
    }

    /// Takes out what is only ever added; what replaces goes on waiting.
    mutating func takeLists() -> HistoryBatch {
        defer { waiting = waiting.withoutLists }
        return HistoryBatch(events: waiting.events, lagSamples: waiting.lagSamples)
    }

    /// Puts back what was taken and could not be written.
    mutating func putBack(_ batch: HistoryBatch) {
        waiting = batch.followed(by: waiting)
        bound()
    }

    /// The batch with everything that a file which holds nothing needs.
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

extension HistoryBatch {
    /// Whether there is nothing to write.
    var isEmpty: Bool { self == HistoryBatch() }

    /// Adds a newer batch: the newer of what replaces, and all of what adds.
    mutating func append(_ newer: HistoryBatch) {
        alerts = newer.alerts ?? alerts
        silences = newer.silences ?? silences
        events += newer.events
        lagSamples += newer.lagSamples
        rollbackIDs = newer.rollbackIDs ?? rollbackIDs
        aliveAt = newer.aliveAt ?? aliveAt
    }

    /// Both as one.
    func followed(by newer: HistoryBatch) -> HistoryBatch {
        var both = self
        both.append(newer)
        return both
    }

    /// Without what is only ever added.
    var withoutLists: HistoryBatch {
        HistoryBatch(alerts: alerts, silences: silences, rollbackIDs: rollbackIDs, aliveAt: aliveAt)
    }

    /// Without what replaces all that was kept of its kind.
    var withoutTables: HistoryBatch {
        HistoryBatch(events: events, lagSamples: lagSamples, aliveAt: aliveAt)
    }
}
