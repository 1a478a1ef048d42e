internal import FoundationEssentials
internal import Glibc
internal import ReplicationCore

/// The paths of the history: the database, the files that SQLite keeps beside it, and the files that were moved aside.
struct HistoryFile: Sendable {
    /// The kind of thing that is at the path.
    enum Content: Hashable, Sendable {
        case nothing
        case file(size: Int64)
        /// A directory, a pipe, a device: it must not be opened.
        case somethingElse
    }

    /// Identifies a file; renaming does not change it.
    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    /// The most files that were moved aside and are kept.
    static let keptAside = 3
    /// Suffixes of the files that SQLite may keep beside a database.
    static let companions = ["-wal", "-shm", "-journal"]

    let directory: String
    /// The path of the database.
    var path: String { directory + "/history.db" }
    /// The path of the database while it is created.
    var draft: String { path + ".new" }

    /// Finds out what is at the path. Fails with the system's reason if that cannot be determined.
    func content() throws(HistoryFailure) -> Content {
        var status = stat()
        if unsafe stat(path, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFREG ? .file(size: Int64(status.st_size)) : .somethingElse
        }
        let code = errno
        if code == ENOENT, Self.identity(of: directory) != nil { return .nothing }
        throw .unusable("\(path): \(HistoryFailure.systemText(code))")
    }

    /// Whether there is a log that SQLite wrote.
    var hasLog: Bool { Self.identity(of: path + "-wal") != nil || Self.identity(of: path + "-journal") != nil }

    /// Fails with the system's reason if this process may not write the file, or create files beside it.
    func checkWritable() throws(HistoryFailure) {
        for (checked, mode) in [(path, R_OK | W_OK), (directory, W_OK | X_OK)] {
            guard unsafe faccessat(AT_FDCWD, checked, mode, AT_EACCESS) != 0 else { continue }
            throw .unusable("\(checked): \(HistoryFailure.systemText(errno))")
        }
    }

    /// `nil` if there is no such file.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Creates the empty file that the draft is written to, readable by its owner only.
    func makeDraft() throws(HistoryFailure) {
        for companion in [""] + Self.companions { unsafe unlink(draft + companion) }
        let file = unsafe open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unusable("\(path): \(HistoryFailure.systemText(errno))") }
        close(file)
    }

    /// Renames the draft to the database, so that the database is either complete or absent.
    func publishDraft() throws(HistoryFailure) {
        guard unsafe rename(draft, path) == 0 else {
            throw .unusable("\(path): \(HistoryFailure.systemText(errno))")
        }
        let parent = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { return }
        fsync(parent)
        close(parent)
    }

    /// Renames the database and its companions, and returns the new path. Never overwrites a file. Deletes the oldest of
    /// more than ``keptAside`` files that were moved aside.
    func moveAside(at wallNow: WallInstant) throws(HistoryFailure) -> String {
        let aside = freeName(at: wallNow)
        var moved: String?
        for companion in [""] + Self.companions where Self.identity(of: path + companion) != nil {
            guard unsafe rename(path + companion, aside + companion) == 0 else {
                throw .unusable("\(path): it cannot be moved aside: \(HistoryFailure.systemText(errno))")
            }
            moved = moved ?? aside + companion
        }
        deleteOldest(except: aside)
        return moved ?? aside
    }

    /// `history.db.unreadable-20260102T030405.678Z`, with a number if that name is in use.
    private func freeName(at wallNow: WallInstant) -> String {
        let stamp = wallNow.description.filter { $0 != "-" && $0 != ":" }
        let name = "\(path).unreadable-\(stamp)"
        let isTaken: (String) -> Bool = { name in
            ([""] + Self.companions).contains { Self.identity(of: name + $0) != nil }
        }
        let numbered = (2...1_000).lazy.map { "\(name)-\($0)" }
        return isTaken(name) ? numbered.first { !isTaken($0) } ?? name : name
    }

    /// Deletes the oldest files that were moved aside; directories stay.
    private func deleteOldest(except newest: String) {
        let prefix = "history.db.unreadable-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let sets = Set(
            names.filter { $0.hasPrefix(prefix) }.map { name in
                Self.companions.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
            })
        let old = sets.map { "\(directory)/\($0)" }.filter { $0 != newest }.sorted()
        for name in old.dropLast(Self.keptAside - 1) {
            for companion in [""] + Self.companions { unsafe unlink(name + companion) }
        }
    }
}
