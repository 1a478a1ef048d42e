internal import Alerting
internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import ReplicationCore

/// The open database. One at a time, used on one queue only.
///
/// It is locked for as long as it is open, so no second replmon can write into it, and SQLite needs no shared memory
/// beside it (a mapped file on a full disk ends the process). Every transaction is synced before it counts.
final class HistoryDatabase {
    /// "rplm": how `file(1)` and we tell the file from another program's, https://www.sqlite.org/fileformat.html#application_id
    static let applicationID: Int64 = 0x7270_6c6d

    private let place: HistoryFile
    private let queue: DatabaseQueue
    /// The database and its log as they were when opened.
    private let identities: [HistoryFile.FileIdentity?]

    /// Opens the database, making it when there is none.
    init(opening place: HistoryFile) throws(HistoryFailure) {
        self.place = place
        switch try place.content() {
        case .nothing where place.hasLog: throw .damaged("it is gone, and its log is still there")
        case .nothing: try Self.make(at: place)
        case .file(size: 0): throw .damaged("it is empty")
        case .file: break
        case .somethingElse: throw .damaged("it is not a file")
        }
        try place.checkWritable()
        do {
            queue = try DatabaseQueue(path: place.path, configuration: Self.configuration)
        } catch {
            throw Self.failure(error, of: nil, at: place, isOpening: true)
        }
        do {
            try Self.verify(queue)
            try queue.writeWithoutTransaction { db in
                let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else { throw HistoryFailure.unusable("\(place.path): it allows no log beside it") }
                // The log is there from the first reading on.
                _ = try Int64.fetchOne(db, sql: "SELECT count(*) FROM facts")
            }
        } catch {
            let failure = Self.failure(error, of: queue, at: place, isOpening: true)
            try? queue.close()
            throw failure
        }
        identities = Self.identities(at: place)
    }

    /// Whether the file that is written is still the one that the next start will read.
    var isInPlace: Bool { Self.identities(at: place) == identities }

    /// What SQLite has written so far is moved into the database; what is left beside it goes.
    func close() {
        try? queue.close()
    }

    /// Runs `body` in one transaction that is on disk when this returns.
    func write(_ body: (Database) throws -> Void) throws(HistoryFailure) {
        do {
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    try body(db)
                    return .commit
                }
            }
        } catch {
            throw Self.failure(error, of: queue, at: place, isOpening: false)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw Self.failure(error, of: queue, at: place, isOpening: false)
        }
    }

    private static func identities(at place: HistoryFile) -> [HistoryFile.FileIdentity?] {
        [HistoryFile.identity(of: place.path), HistoryFile.identity(of: place.path + "-wal")]
    }

    // MARK: Opening

    /// What a database holds that may only be read: read from a copy, as SQLite wants to write what its log holds.
    static func rememberedFromCopy(of place: HistoryFile) -> Remembered? {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("replmon-history-\(UUID().uuidString)")
        let copy = HistoryFile(directory: folder.path)
        defer { try? files.removeItem(at: folder) }
        do {
            try files.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try files.copyItem(atPath: place.path, toPath: copy.path)
            if place.hasLog { try files.copyItem(atPath: place.path + "-wal", toPath: copy.path + "-wal") }
            let database = try HistoryDatabase(opening: copy)
            defer { database.close() }
            return try database.remembered()
        } catch {
            return nil
        }
    }

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "replmon.history.sqlite"
        configuration.qos = .utility
        configuration.foreignKeysEnabled = false
        // An unfinished transaction must be an error of the next one, not the end of the process.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(0.2)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA secure_delete = OFF;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -512;
                    PRAGMA journal_size_limit = 4194304;
                    """)
        }
        return configuration
    }

    /// Makes an empty database under another name and gives it its own when it is complete.
    private static func make(at place: HistoryFile) throws(HistoryFailure) {
        try place.makeDraft()
        do {
            let queue = try DatabaseQueue(path: place.draft, configuration: configuration)
            do {
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
                try HistorySchema.migrator.migrate(queue)
            } catch {
                let cause = Self.failure(error, of: queue, at: place, isOpening: false)
                try? queue.close()
                throw cause
            }
            try queue.close()
        } catch {
            // Nothing of ours is damaged: the draft is.
            switch Self.failure(error, of: nil, at: place, isOpening: false) {
            case .damaged(let reason): throw .unusable("\(place.path): \(reason)")
            case .unusable(let reason): throw .unusable(reason)
            }
        }
        try place.publishDraft()
    }

    /// Fails for a file that is not ours, not sound, or written by a later release; brings an earlier one up to date.
    private static func verify(_ queue: DatabaseQueue) throws {
        let problem = try queue.unsafeRead { db -> String? in
            let identifier = try Int64.fetchOne(db, sql: "PRAGMA application_id")
            guard identifier == applicationID else { return "it is a database of another program" }
            let findings = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "nothing"
            guard findings == "ok" else {
                // Below a heading that names the database.
                return "quick_check found: \(findings.split(whereSeparator: \.isNewline).last ?? "")"
            }
            return try HistorySchema.migrator.hasBeenSuperseded(db) ? "a later release of replmon wrote it" : nil
        }
        if let problem { throw HistoryFailure.damaged(problem) }
        try HistorySchema.migrator.migrate(queue)
    }

    // MARK: Errors

    /// What an error means for the file; `queue` tells the system's reason when there is one.
    private static func failure(
        _ error: any Error, of queue: DatabaseQueue?, at place: HistoryFile, isOpening: Bool
    ) -> HistoryFailure {
        if let failure = error as? HistoryFailure { return failure }
        guard let error = error as? DatabaseError else { return .unusable("\(place.path): \(error)") }
        let words = error.message ?? "SQLite's error \(error.extendedResultCode.rawValue)"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            return .damaged(words)
        case .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH:
            // A table or a column is not as we make it.
            return .damaged(words)
        case .SQLITE_CONSTRAINT where isOpening:
            return .damaged(words)
        case .SQLITE_FULL:
            return .unusable("\(place.path): \(HistoryFailure.systemText(ENOSPC))")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .unusable("\(place.path): another process has it open")
        case .SQLITE_IOERR, .SQLITE_CANTOPEN:
            let code =
                queue.map { $0.unsafeReentrantRead { db in unsafe sqlite3_system_errno(db.sqliteConnection) } } ?? 0
            return .unusable("\(place.path): \(code == 0 ? words : HistoryFailure.systemText(code))")
        default:
            return .unusable("\(place.path): \(words)")
        }
    }
}
