import Alerting
import Foundation
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import History
@testable import history_probe

/// Content that can only be read after the start is neither ignored nor overwritten.
struct HistoryLateTests {
    private let folder: Folder
    /// Recorded before the file could be read.
    private let meanwhile: HistoryBatch

    init() throws {
        folder = try Folder()
        var batch = HistoryBatch(alerts: [], silences: [], events: [.at(50)], rollbackIDs: [])
        batch.silences = [
            Silence(
                id: "new", matcher: AlertMatcher(cluster: "media"), startsAt: WallInstant(milliseconds: 50),
                endsAt: WallInstant(milliseconds: 90), author: "ana", reason: "while it was away")
        ]
        meanwhile = batch
    }

    /// A history whose folder, with batch 4 in it, was mounted after the start.
    private func mountedLate() async throws -> History {
        try await History.make(in: folder, holding: 4)
        let away = folder.path + "-away"
        try FileManager.default.moveItem(atPath: folder.path, toPath: away)
        let (history, remembered) = History.open(folder)
        #expect(remembered == Remembered() && history.takeLateRestore() == nil)
        history.record(meanwhile)
        try FileManager.default.moveItem(atPath: away, toPath: folder.path)
        history.maintain(wallNow: MonotonicClock.wallNow())
        try waitUntil("the file to be read") { Self.isLate(history) }
        return history
    }

    private static func isLate(_ history: History) -> Bool {
        if case .memoryOnly(let reason) = history.health { reason.hasSuffix("is not in force yet") } else { false }
    }

    /// The content that a start would find after `kill -9` now.
    private func found() throws -> Remembered {
        let copy = try Folder()
        for name in try folder.names { try copy.write(folder.bytes(name), to: name) }
        return History.look(into: copy).remembered
    }

    @Test("Until it is taken it stays on disk, and a flush fails")
    func notTaken() async throws {
        let history = try await mountedLate()
        #expect(try found().isBatch(4))
        let failure = await #expect(throws: History.NotSaved.self) { try await history.keep(meanwhile) }
        #expect(failure?.description.hasSuffix("is not in force yet") == true)
        #expect(try found().isBatch(4))
        let taken = try #require(history.takeLateRestore())
        #expect(taken.isBatch(4))
        #expect(history.takeLateRestore() == nil)
        // Taken, but not recorded again yet.
        await #expect(throws: History.NotSaved.self) { try await history.flush() }
        #expect(Self.isLate(history))
        #expect(try found().isBatch(4))
        history.close(within: .seconds(10))
    }

    @Test("After it was taken, newly recorded batches are in force")
    func taken() async throws {
        let history = try await mountedLate()
        let taken = try #require(history.takeLateRestore())
        let silences = taken.silences + (meanwhile.silences ?? [])
        try await history.keep(HistoryBatch(alerts: taken.alerts, silences: silences))
        #expect(history.health == .saved && history.takeLateRestore() == nil)
        // No counters were recorded since: those on disk stay, not those recorded before.
        #expect(try found().rollbackIDs == taken.rollbackIDs)
        #expect(try found().silences == silences && found().alerts == taken.alerts)
        #expect(await history.events(since: nil, limit: 100) == HistoryBatch.numbered(4).events + [.at(50)])
        // A new file, after this one was deleted, gets the same.
        try FileManager.default.removeItem(atPath: folder.database)
        try await history.keep(HistoryBatch(events: [.at(60)]))
        #expect(try found().rollbackIDs == taken.rollbackIDs && found().silences == silences)
        history.close(within: .seconds(10))
    }

    @Test("Closing before it was taken loses nothing")
    func closedBefore() async throws {
        let history = try await mountedLate()
        history.close(within: .seconds(10))
        let (again, remembered) = History.open(folder)
        #expect(remembered.isBatch(4) && again.health == .saved)
        #expect(await again.events(since: nil, limit: 100) == HistoryBatch.numbered(4).events + [.at(50)])
        again.close(within: .seconds(10))
    }

    @Test("If the file is deleted before it was taken, a new file gets its content")
    func deletedBefore() async throws {
        let history = try await mountedLate()
        try FileManager.default.removeItem(atPath: folder.database)
        history.maintain(wallNow: MonotonicClock.wallNow())
        try waitUntil("the file to be there") { try folder.names.contains("history.db") }
        history.close(within: .seconds(10))
        #expect(History.look(into: folder).remembered.isBatch(4))
    }

    @Test("A file that is created late has nothing to take")
    func newFile() throws {
        try FileManager.default.removeItem(atPath: folder.path)
        let (history, _) = History.open(folder)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        history.maintain(wallNow: MonotonicClock.wallNow())
        try waitUntil("the health to be good") { history.health == .saved }
        #expect(history.takeLateRestore() == nil)
        history.close(within: .seconds(10))
    }

    @Test("However slow the disk, the content is returned once: at the start or late", arguments: 0..<20)
    func slowStart(_ round: Int) async throws {
        try await History.make(in: folder, holding: 4)
        let patience = Duration.microseconds(round * round * 100)
        let (history, remembered) = History.open(
            directory: folder.path, now: MonotonicClock.wallNow(), patience: .seconds(10), startPatience: patience)
        if remembered == Remembered() {
            await #expect(throws: History.NotSaved.self) { try await history.flush() }
            #expect(history.takeLateRestore()?.isBatch(4) == true)
        } else {
            #expect(remembered.isBatch(4))
            try await history.flush()
        }
        #expect(history.takeLateRestore() == nil)
        history.close(within: .seconds(10))
    }
}
