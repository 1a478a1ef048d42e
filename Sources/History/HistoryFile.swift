internal import FoundationEssentials
internal import Glibc
internal import ReplicationCore

/// Where the database lies: the file, what SQLite puts beside it, and what was moved aside.
struct HistoryFile: Sendable {
    /// What is at the file's path.
    enum Content: Hashable, Sendable {
        case nothing
        case file(size: Int64)
        /// A folder, a pipe, a device: never to be opened.
        case somethingElse
    }

    /// One file, whatever its name becomes.
    struct FileIdentity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    /// How many files that were moved aside are kept.
    static let keptAside = 3
    /// What SQLite may put beside a database.
    static let companions = ["-wal", "-shm", "-journal"]

    let directory: String
    /// The database.
    var path: String { directory + "/history.db" }
    /// The database while it is made.
    var draft: String { path + ".new" }

    /// Fails with the system's reason when the path cannot even be looked at.
    func content() throws(HistoryFailure) -> Content {
        var status = stat()
        if unsafe stat(path, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFREG ? .file(size: Int64(status.st_size)) : .somethingElse
        }
        let code = errno
        if code == ENOENT, Self.identity(of: directory) != nil { return .nothing }
        throw .unusable("\(path): \(HistoryFailure.systemText(code))")
    }

    /// Whether a log of SQLite's lies here.
    var hasLog: Bool { Self.identity(of: path + "-wal") != nil || Self.identity(of: path + "-journal") != nil }

    /// Fails with the system's reason when this process may not write the file, or make others beside it.
    func checkWritable() throws(HistoryFailure) {
        for (place, mode) in [(path, R_OK | W_OK), (directory, W_OK | X_OK)] {
            guard unsafe faccessat(AT_FDCWD, place, mode, AT_EACCESS) != 0 else { continue }
            throw .unusable("\(place): \(HistoryFailure.systemText(errno))")
        }
    }

    /// `nil` when there is no such file.
    static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Makes the empty file that the draft is written to, for its owner only.
    func makeDraft() throws(HistoryFailure) {
        for companion in [""] + Self.companions { unsafe unlink(draft + companion) }
        let file = unsafe open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unusable("\(path): \(HistoryFailure.systemText(errno))") }
        close(file)
    }

    /// Makes the draft the database, so that it is there whole or not at all.
    func publishDraft() throws(HistoryFailure) {
        guard unsafe rename(draft, path) == 0 else {
            throw .unusable("\(path): \(HistoryFailure.systemText(errno))")
        }
        let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Moves whatever lies here out of the way and returns its new path. Nothing is ever overwritten, and of what was
    /// moved before the latest stays.
    func moveAside(at wallNow: WallInstant) throws(HistoryFailure) -> String {
        let aside = freeName(at: wallNow)
        var moved: String?
        for companion in [""] + Self.companions where Self.identity(of: path + companion) != nil {
            guard unsafe rename(path + companion, aside + companion) == 0 else {
                throw .unusable("\(path): it cannot be moved aside: \(HistoryFailure.systemText(errno))")
            }
            moved = moved ?? aside + companion
        }
        forgetOld(except: aside)
        return moved ?? aside
    }

    /// `history.db.unreadable-20260102T030405.678Z`, with a number when there is such a file.
    private func freeName(at wallNow: WallInstant) -> String {
        let stamp = wallNow.description.filter { $0 != "-" && $0 != ":" }
        let name = "\(path).unreadable-\(stamp)"
        let isTaken: (String) -> Bool = { name in
            ([""] + Self.companions).contains { Self.identity(of: name + $0) != nil }
        }
        let numbered = (2...1_000).lazy.map { "\(name)-\($0)" }
        return isTaken(name) ? numbered.first { !isTaken($0) } ?? name : name
    }

    /// Deletes the oldest of what was moved aside; folders stay.
    private func forgetOld(except newest: String) {
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
