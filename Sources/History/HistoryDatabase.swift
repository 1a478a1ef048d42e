internal import Alerting
internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import ReplicationCore

/// The open database. One at a time, used on one queue only.
///
/// It is locked for as long as it is open: no second replmon can write to it, and SQLite needs no shared memory file
/// (writing to a mapped file on a full disk ends the process). Every transaction is synced before it is acknowledged.
final class HistoryDatabase {
    /// "rplm": identifies the file as replmon's, https://www.sqlite.org/fileformat.html#application_id
    static let applicationID: Int64 = 0x7270_6c6d

    private let file: HistoryFile
    private let queue: DatabaseQueue
    /// Those of the database and its write-ahead log when they were opened.
    private let identities: [HistoryFile.Identity?]

    /// Opens the database; creates it if there is none.
    init(opening file: HistoryFile) throws(HistoryFailure) {
        self.file = file
        switch try file.content() {
        case .nothing where file.hasLog: throw .damaged("it is gone, and its log is still there")
        case .nothing: try Self.make(at: file)
        case .file(size: 0): throw .damaged("it is empty")
        case .file: break
        case .somethingElse: throw .damaged("it is not a file")
        }
        try file.checkWritable()
        do {
            queue = try DatabaseQueue(path: file.path, configuration: Self.configuration)
        } catch {
            throw Self.failure(error, of: nil, at: file, isOpening: true)
        }
        do {
            try Self.verify(queue)
            try queue.writeWithoutTransaction { db in
                let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else { throw HistoryFailure.unusable("\(file.path): it allows no log beside it") }
                // The write-ahead log exists from the first read on.
                _ = try Int64.fetchOne(db, sql: "SELECT count(*) FROM facts")
            }
        } catch {
            let failure = Self.failure(error, of: queue, at: file, isOpening: true)
            try? queue.close()
            throw failure
        }
        identities = Self.identities(at: file)
    }

    /// Whether the open file is still the one at its path, which the next start will read.
    var isInPlace: Bool { Self.identities(at: file) == identities }

    /// Closes the database. SQLite moves the content of the write-ahead log into the database and deletes the log.
    func close() {
        try? queue.close()
    }

    /// Runs `body` in one transaction, which is on disk when this returns.
    func write(_ body: (Database) throws -> Void) throws(HistoryFailure) {
        do {
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    try body(db)
                    return .commit
                }
            }
        } catch {
            throw Self.failure(error, of: queue, at: file, isOpening: false)
        }
    }

    /// Runs a query.
    func read<Value>(_ body: (Database) throws -> Value) throws(HistoryFailure) -> Value {
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw Self.failure(error, of: queue, at: file, isOpening: false)
        }
    }

    private static func identities(at file: HistoryFile) -> [HistoryFile.Identity?] {
        [HistoryFile.identity(of: file.path), HistoryFile.identity(of: file.path + "-wal")]
    }

    // MARK: Opening

    /// The content of a database that may only be read; `nil` if it cannot be read. It is read from a copy, as SQLite
    /// has to write to recover the write-ahead log.
    static func rememberedFromCopy(of file: HistoryFile) -> Remembered? {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("replmon-history-\(UUID().uuidString)")
        let copy = HistoryFile(directory: folder.path)
        defer { try? files.removeItem(at: folder) }
        do {
            try files.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try files.copyItem(atPath: file.path, toPath: copy.path)
            if file.hasLog { try files.copyItem(atPath: file.path + "-wal", toPath: copy.path + "-wal") }
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
        // A transaction that was not ended must make the next one fail, instead of ending the process.
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

    /// Creates an empty database under another name, and renames it when it is complete.
    private static func make(at file: HistoryFile) throws(HistoryFailure) {
        try file.makeDraft()
        do {
            let queue = try DatabaseQueue(path: file.draft, configuration: configuration)
            do {
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
                try HistorySchema.migrator.migrate(queue)
            } catch {
                let cause = Self.failure(error, of: queue, at: file, isOpening: false)
                try? queue.close()
                throw cause
            }
            try queue.close()
        } catch {
            // Only the draft is damaged, so there is nothing to move aside.
            switch Self.failure(error, of: nil, at: file, isOpening: false) {
            case .damaged(let reason): throw .unusable("\(file.path): \(reason)")
            case .unusable(let reason): throw .unusable(reason)
            }
        }
        try file.publishDraft()
    }

    /// Fails for a file that another program or a later release wrote, and for a damaged one; migrates an older one.
    private static func verify(_ queue: DatabaseQueue) throws {
        let problem = try queue.unsafeRead { db -> String? in
            let identifier = try Int64.fetchOne(db, sql: "PRAGMA application_id")
            guard identifier == applicationID else { return "it is a database of another program" }
            let findings = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "nothing"
            guard findings == "ok" else {
                // The last line: the lines above it name the database.
                return "quick_check found: \(findings.split(whereSeparator: \.isNewline).last ?? "")"
            }
            return try HistorySchema.migrator.hasBeenSuperseded(db) ? "a later release of replmon wrote it" : nil
        }
        if let problem { throw HistoryFailure.damaged(problem) }
        try HistorySchema.migrator.migrate(queue)
    }

    // MARK: Errors

    /// Classifies an error by what has to be done about the file. `queue`: provides the system's `errno`, if there is one.
    private static func failure(
        _ error: any Error, of queue: DatabaseQueue?, at file: HistoryFile, isOpening: Bool
    ) -> HistoryFailure {
        if let failure = error as? HistoryFailure { return failure }
        guard let error = error as? DatabaseError else { return .unusable("\(file.path): \(error)") }
        let text = error.message ?? "SQLite's error \(error.extendedResultCode.rawValue)"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            return .damaged(text)
        case .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH:
            // A table or a column is not as replmon creates it.
            return .damaged(text)
        case .SQLITE_CONSTRAINT where isOpening:
            return .damaged(text)
        case .SQLITE_FULL:
            return .unusable("\(file.path): \(HistoryFailure.systemText(ENOSPC))")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .unusable("\(file.path): another process has it open")
        case .SQLITE_IOERR, .SQLITE_CANTOPEN:
            let code =
                queue.map { $0.unsafeReentrantRead { db in unsafe sqlite3_system_errno(db.sqliteConnection) } } ?? 0
            return .unusable("\(file.path): \(code == 0 ? text : HistoryFailure.systemText(code))")
        default:
            return .unusable("\(file.path): \(text)")
        }
    }
}
