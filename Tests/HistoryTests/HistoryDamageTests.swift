import Alerting
import Foundation
import GRDB
import Glibc
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import History
@testable import history_probe

/// A file that cannot be read is moved aside unchanged and reported, and does not stop replmon.
struct HistoryDamageTests {
    enum Damage: String, CaseIterable {
        case empty, truncatedToHalf, truncatedToAHundredBytes, noise, noiseInTheMiddle, foreign, ofALaterRelease
        case aTableIsMissing, textFile
    }

    private let folder: Folder

    init() throws { folder = try Folder() }

    private func inflict(_ damage: Damage) throws {
        var bytes = try folder.bytes()
        let noise = { (count: Int) in Data((0..<count).map { _ in UInt8.random(in: 0...255) }) }
        switch damage {
        case .empty: bytes = Data()
        case .truncatedToHalf: bytes = bytes.prefix(bytes.count / 2)
        case .truncatedToAHundredBytes: bytes = bytes.prefix(100)
        case .noise: bytes = noise(bytes.count)
        case .noiseInTheMiddle: bytes.replaceSubrange(4_096..<bytes.count, with: noise(bytes.count - 4_096))
        // The application's identifier: https://www.sqlite.org/fileformat.html#the_database_header
        case .foreign: bytes.replaceSubrange(68..<72, with: [0, 0, 0, 0])
        case .ofALaterRelease: return try change("INSERT INTO grdb_migrations VALUES ('2')")
        case .aTableIsMissing: return try change("DROP TABLE alerts")
        case .textFile: bytes = Data("clusters: []\n".utf8)
        }
        try folder.write(bytes)
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.inDatabase { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("A file that cannot be read is moved aside", arguments: Damage.allCases)
    func movedAside(_ damage: Damage) async throws {
        try await History.make(in: folder)
        try inflict(damage)
        let bytes = try folder.bytes()
        let (history, remembered) = History.open(folder)
        guard case .startedAnew(let file, let reason, .everything, _) = history.health else {
            Issue.record("\(history.health)")
            return
        }
        #expect(remembered == Remembered() && !reason.isEmpty)
        #expect(file.hasPrefix("\(folder.database).unreadable-2") && file.hasSuffix("Z"))
        #expect(try folder.bytes(URL(fileURLWithPath: file).lastPathComponent) == bytes)
        try await history.keep(.numbered(2))
        // Once the operator has removed it, it is no longer reported.
        try FileManager.default.removeItem(atPath: file)
        history.maintain(wallNow: WallInstant(milliseconds: 0))
        try waitUntil("the health to be good") { history.health == .saved }
        history.close(within: .seconds(10))
        let (health, again) = History.look(into: folder)
        #expect(health == .saved && again.isBatch(2))
    }

    @Test("The reason says what is wrong with the file")
    func reasons() async throws {
        let reasons: [(Damage, String)] = [
            (.empty, "it is empty"), (.foreign, "it is a database of another program"),
            (.ofALaterRelease, "a later release of replmon wrote it"), (.noise, "file is not a database"),
        ]
        for (damage, expected) in reasons {
            let folder = try Folder()
            try await History.make(in: folder)
            try Self(folder: folder).inflict(damage)
            guard case .startedAnew(_, let reason, _, _) = History.look(into: folder).health else {
                Issue.record("\(damage)")
                continue
            }
            #expect(reason == expected)
        }
    }

    private init(folder: Folder) { self.folder = folder }

    @Test("A directory or a pipe at the path of the file is moved aside")
    func notAFile() async throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder.database)/inner", withIntermediateDirectories: true)
        guard case .startedAnew(let file, _, _, _) = History.look(into: folder).health else {
            Issue.record("a folder")
            return
        }
        #expect(FileManager.default.fileExists(atPath: "\(file)/inner"))
        try FileManager.default.removeItem(atPath: folder.database)
        #expect(unsafe mkfifo(folder.database, 0o600) == 0)
        guard case .startedAnew(_, let reason, _, _) = History.look(into: folder).health else {
            Issue.record("a pipe")
            return
        }
        #expect(reason == "it is not a file")
    }

    @Test("A log without its database is not read into a new database")
    func logAlone() async throws {
        let process = try ProbeProcess("serve", in: folder.path)
        #expect(try process.ask("commit 1") == "saved")
        process.kill()
        try FileManager.default.removeItem(atPath: folder.database)
        let (health, remembered) = History.look(into: folder)
        guard case .startedAnew(let file, _, _, _) = health else {
            Issue.record("\(health)")
            return
        }
        #expect(file.hasSuffix("-wal") && FileManager.default.fileExists(atPath: file))
        #expect(remembered == Remembered())
    }

    @Test("A damaged log loses its own content and nothing else")
    func damagedLog() async throws {
        try await History.make(in: folder)
        let process = try ProbeProcess("serve", in: folder.path)
        #expect(try process.ask("commit 2") == "saved")
        process.kill()
        let size = try folder.bytes("history.db-wal").count
        try folder.write(Data(repeating: 0x5a, count: size), to: "history.db-wal")
        try folder.write(Data(repeating: 0x5a, count: 32_768), to: "history.db-shm")
        let (health, remembered) = History.look(into: folder)
        #expect(health == .saved && remembered.isBatch(1))
    }

    @Test("Leftovers of an earlier start do not disturb this one")
    func leftovers() async throws {
        for name in ["history.db.new", "history.db.new-journal"] { try folder.write(Data("noise".utf8), to: name) }
        try await History.make(in: folder)
        #expect(History.look(into: folder).remembered.isBatch(1))
        #expect(try folder.names == ["history.db"])
    }

    @Test("The latest three files that were moved aside are kept")
    func threeKept() async throws {
        for round in 0..<5 {
            try folder.write(Data("\(round)".utf8))
            _ = History.look(into: folder)
        }
        let kept = try folder.names.filter { $0.contains(".unreadable-") }.map {
            String(decoding: try folder.bytes($0), as: UTF8.self)
        }
        #expect(kept == ["2", "3", "4"])
    }

    enum Notice: CaseIterable { case reading, maintaining }

    @Test("Damage while replmon runs is noticed, and a new file gets what is in force", arguments: Notice.allCases)
    func damagedWhileRunning(_ notice: Notice) async throws {
        let (writer, _) = History.open(folder)
        try await writer.keep(.numbered(3))
        // More than fits in SQLite's cache.
        let many = (0..<10_900).map { Event.at(Int64($0), String(repeating: "x", count: 200)) }
        writer.record(HistoryBatch(events: Array(many.prefix(5_450))))
        try await writer.keep(HistoryBatch(events: Array(many.suffix(5_450))))
        writer.close(within: .seconds(10))

        let (history, _) = History.open(folder)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.database))
        let spoiledAt = MonotonicClock.now()
        let size = try file.seekToEnd()
        try file.seek(toOffset: 0)
        try file.write(contentsOf: Data(repeating: 0xa5, count: Int(size)))
        try file.close()
        switch notice {
        case .reading: #expect(await history.events(since: nil, limit: .max) == [])
        case .maintaining: history.maintain(wallNow: WallInstant(milliseconds: 0))
        }
        try waitUntil("the damage to be noticed") { if case .startedAnew = history.health { true } else { false } }
        // The report has the time at which it happened, and what was in force is not lost.
        guard case .startedAnew(_, _, .events, let at) = history.health, at >= spoiledAt else {
            Issue.record("\(history.health)")
            return
        }
        try await history.keep(HistoryBatch(events: [.at(1)]))
        history.close(within: .seconds(10))
        let (health, remembered) = History.look(into: folder)
        #expect(health == .saved && remembered.isBatch(3))
    }
}
