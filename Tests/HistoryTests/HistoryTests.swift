import Alerting
import Foundation
import GRDB
import ReplicationCore
import ReplicationLab
import Testing

@testable import History
@testable import history_probe

struct HistoryTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("Every part of a batch survives a restart")
    func restart() async throws {
        let (history, before) = History.open(folder)
        #expect(before == Remembered() && history.health == .saved)
        var batch = HistoryBatch.numbered(5)
        batch.alerts?[0].acknowledgement = Acknowledgement(
            author: "ana", at: WallInstant(milliseconds: 9), comment: "so \"it\" is\u{0}\n½")
        batch.alerts?[0].evidence = [["lag", "3 s"], []]
        try await history.keep(batch)
        history.close(within: .seconds(10))

        let (again, remembered) = History.open(folder)
        #expect(again.health == .saved)
        #expect(remembered.alerts == batch.alerts && remembered.silences == batch.silences)
        #expect(remembered.rollbackIDs == batch.rollbackIDs && remembered.aliveAt == batch.aliveAt)
        #expect(await again.events(since: nil, limit: 100) == batch.events)
        let since = WallInstant(milliseconds: 0)
        #expect(await again.lagSamples(cluster: "orders", node: "db-a", since: since) == batch.lagSamples)
        #expect(await again.lagSamples(cluster: "orders", node: "db-b", since: since) == [])
        again.close(within: .seconds(10))
    }

    @Test("A part that a batch does not contain stays as it was")
    func partial() async throws {
        try await History.make(in: folder, holding: 5)
        let (history, _) = History.open(folder)
        try await history.keep(HistoryBatch(silences: []))
        history.close(within: .seconds(10))
        let remembered = History.look(into: folder).remembered
        #expect(remembered.silences == [] && remembered.alerts == HistoryBatch.numbered(5).alerts)
        #expect(remembered.rollbackIDs == HistoryBatch.numbered(5).rollbackIDs)
    }

    @Test("Only the owner may read the file")
    func permissions() async throws {
        let (history, _) = History.open(folder)
        try await history.keep(.numbered(1))
        for name in ["history.db", "history.db-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        history.close(within: .seconds(10))
    }

    @Test("A file that was just opened is in its place")
    func inPlace() throws {
        for _ in 0..<2 {
            let database = try HistoryDatabase(opening: HistoryFile(directory: folder.path))
            #expect(database.isInPlace)
            try database.write(.numbered(1))
            #expect(database.isInPlace)
            database.close()
        }
    }

    @Test("A flush waits for all batches that were recorded before it")
    func flush() async throws {
        let (history, _) = History.open(folder)
        let samples = HistoryBatch.numbered(3).lagSamples
        for number in 1...3 { history.record(.numbered(Int64(number))) }
        history.record(HistoryBatch(lagSamples: samples, aliveAt: WallInstant(milliseconds: 77)))
        try await history.flush()
        let copy = try Folder()
        for name in try folder.names { try copy.write(folder.bytes(name), to: name) }
        #expect(History.look(into: copy).remembered.aliveAt == WallInstant(milliseconds: 77))
        #expect(History.look(into: copy).remembered.alerts == HistoryBatch.numbered(3).alerts)
        history.close(within: .seconds(10))
    }

    @Test("Events are returned in the order in which they were recorded")
    func order() async throws {
        let (history, _) = History.open(folder)
        // The clock was set back after the second.
        try await history.keep(HistoryBatch(events: [.at(1_000), .at(9_000, "by a wrong clock")]))
        try await history.keep(HistoryBatch(events: [.at(2_000)]))
        history.record(HistoryBatch(events: [.at(3_000)]))
        let all: [Event] = [.at(1_000), .at(9_000, "by a wrong clock"), .at(2_000), .at(3_000)]
        #expect(await history.events(since: nil, limit: 10) == all)
        #expect(await history.events(since: nil, limit: 2) == Array(all.suffix(2)))
        #expect(await history.events(since: nil, limit: 0) == [])
        #expect(await history.events(since: nil, limit: -1) == [])
        #expect(await history.events(since: WallInstant(milliseconds: 2_000), limit: 10) == Array(all.dropFirst()))
        history.close(within: .seconds(10))
    }

    @Test("Samples can be read before they are written")
    func unsavedSamples() async throws {
        let (history, _) = History.open(folder)
        let samples = (0..<3).map { index in
            LagSample(
                cluster: "orders", node: "db-a", at: WallInstant(milliseconds: Int64(index) * 10_000),
                lag: index == 1 ? nil : .microseconds(1_500_300 + index))
        }
        history.record(HistoryBatch(lagSamples: samples))
        let read = { await history.lagSamples(cluster: "orders", node: "db-a", since: WallInstant(milliseconds: 0)) }
        #expect(await read() == samples)
        history.maintain(wallNow: WallInstant(milliseconds: 30_000))
        #expect(await read() == samples)
        history.close(within: .seconds(10))
        let (again, _) = History.open(folder)
        #expect(
            await again.lagSamples(cluster: "orders", node: "db-a", since: WallInstant(milliseconds: 10_000))
                == Array(samples.dropFirst()))
        again.close(within: .seconds(10))
    }

    @Test("Of ten seconds, the last known value is kept")
    func slots() async throws {
        let (history, _) = History.open(folder)
        let lags: [(Int64, Duration?)] = [
            (0, .seconds(1)), (5_000, .seconds(2)), (9_999, nil), (10_000, nil), (15_000, nil),
        ]
        history.record(
            HistoryBatch(
                lagSamples: lags.map {
                    LagSample(cluster: "orders", node: "db-a", at: WallInstant(milliseconds: $0), lag: $1)
                }))
        history.maintain(wallNow: WallInstant(milliseconds: 30_000))
        history.close(within: .seconds(10))
        let (again, _) = History.open(folder)
        let kept = await again.lagSamples(cluster: "orders", node: "db-a", since: WallInstant(milliseconds: 0))
        #expect(kept.map(\.at.milliseconds) == [5_000, 15_000] && kept.map(\.lag) == [.seconds(2), nil])
        again.close(within: .seconds(10))
    }

    @Test("Rows that this release cannot decode are left out")
    func otherRelease() async throws {
        try await History.make(in: folder, holding: 5)
        let queue = try DatabaseQueue(path: folder.database)
        try await queue.write { db in
            try db.execute(
                sql: """
                    UPDATE alerts SET body = json_set(body, '$.mood', 'good') WHERE id = 0;
                    INSERT INTO alerts VALUES (90, '{"name": "SomethingElse"}'), (91, 'no JSON');
                    INSERT INTO silences VALUES (90, '{}');
                    INSERT INTO events (at, body) SELECT at, json_set(body, '$.kind', 'moon_landing') FROM events;
                    INSERT INTO facts VALUES ('mood', 7);
                    """)
        }
        try queue.close()
        let (history, remembered) = History.open(folder)
        #expect(history.health == .saved && remembered.isBatch(5))
        #expect(await history.events(since: nil, limit: 100) == HistoryBatch.numbered(5).events)
        history.close(within: .seconds(10))
    }

    @Test("Without a file everything is kept in memory")
    func inMemory() async throws {
        let history = History.inMemory(reason: "no state directory is configured")
        #expect(history.health == .memoryOnly(reason: "no state directory is configured"))
        history.record(.numbered(1))
        history.maintain(wallNow: WallInstant(milliseconds: 0))
        let failure = await #expect(throws: History.NotSaved.self) { try await history.keep(.numbered(2)) }
        #expect(failure?.description == "no state directory is configured")
        #expect(
            await history.events(since: nil, limit: 100)
                == HistoryBatch.numbered(1).events + HistoryBatch.numbered(2).events)
        history.close(within: .seconds(10))
    }

    @Test("After closing nothing is kept, and a flush fails")
    func closed() async throws {
        let (history, _) = History.open(folder)
        history.record(.numbered(1))
        history.close(within: .seconds(10))
        history.record(.numbered(2))
        history.maintain(wallNow: WallInstant(milliseconds: 0))
        await #expect(throws: History.NotSaved.self) { try await history.keep(.numbered(3)) }
        #expect(History.look(into: folder).remembered.isBatch(1))
    }
}
