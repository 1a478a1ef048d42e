import Alerting
import QueueExecutor
import ReplicationCore

@testable import History
@testable import history_probe

extension History {
    /// Opens the history with the patience that a test needs.
    static func open(_ folder: Folder, patience: Duration = .seconds(10)) -> (History, Remembered) {
        open(
            directory: folder.path, now: MonotonicClock.wallNow(), patience: patience, startPatience: .seconds(20))
    }

    /// Records a batch, and returns when it is on disk.
    func keep(_ batch: HistoryBatch) async throws(NotSaved) {
        record(batch)
        try await flush()
    }

    /// Creates a database that holds batch `number`, and closes it.
    static func make(in folder: Folder, holding number: Int64 = 1) async throws {
        let (history, _) = open(folder)
        try await history.keep(.numbered(number))
        history.close(within: .seconds(10))
    }

    /// Opens the history, and closes it.
    static func look(into folder: Folder) -> (health: HistoryHealth, remembered: Remembered) {
        let (history, remembered) = open(folder)
        defer { history.close(within: .seconds(10)) }
        return (history.health, remembered)
    }
}

extension Remembered {
    /// Whether it is the content after a batch of the probe.
    func isBatch(_ number: Int64) -> Bool {
        let batch = HistoryBatch.numbered(number)
        return alerts == batch.alerts && silences == batch.silences && rollbackIDs == batch.rollbackIDs
            && aliveAt == batch.aliveAt
    }
}

extension Event {
    static func at(_ milliseconds: Int64, _ summary: String = "x") -> Event {
        Event(at: WallInstant(milliseconds: milliseconds), kind: .election, cluster: "media", summary: summary)
    }
}
