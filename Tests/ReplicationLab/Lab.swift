import FoundationEssentials
import Synchronization

/// One temporary folder with everything that is started in it: real servers, relays, load.
///
/// All of it ends with `end()`, with the last reference, or with the owning process, however that process ends
/// (`LabGuard`).
package final class Lab: Sendable {
    /// The folder, below `TMPDIR` or `/tmp`; others may enter it, since PostgreSQL does not run as root.
    package let directory: String

    private let ending: Mutex<Ending?>

    private struct Ending {
        let guardian: LabGuard
        var steps: [@Sendable () -> Void] = []
    }

    /// Makes the folder; with `keep` it stays after the end, to read the logs.
    package init(keep: Bool = false) throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        directory = try FileText.makeDirectory(in: parent)
        ending = Mutex(Ending(guardian: try LabGuard(directory: directory, keep: keep)))
    }

    /// Kills every process of the lab and removes its folder. Later calls do nothing.
    package func end() {
        let last = ending.withLock { ending in
            defer { ending = nil }
            return ending
        }
        guard let last else { return }
        last.guardian.release()
        for step in last.steps.reversed() { step() }
    }

    deinit {
        end()
    }

    /// Registers a further step of the end (threads, descriptors, children to reap), to run after the processes have
    /// been killed.
    func atEnd(_ step: @escaping @Sendable () -> Void) {
        ending.withLock { $0?.steps.append(step) }
    }

    /// The major versions of PostgreSQL to test with: `REPLMON_POSTGRES_VERSIONS`, such as `15,17` or `all`; 15 without it.
    ///
    /// One that is not installed is refused when a cluster of it is started.
    package static var postgresVersions: [Int] {
        let words = ProcessInfo.processInfo.environment["REPLMON_POSTGRES_VERSIONS"] ?? "15"
        // A text that is no number is no version, and is refused as one.
        return words == "all" ? [15, 16, 17, 18] : words.split(separator: ",").map { Int($0) ?? 0 }
    }

    /// The versions whose build has TLS: `make deps` downloads 16 and 18 without it.
    package static var postgresVersionsWithTLS: [Int] {
        postgresVersions.filter(PostgresInstallation.supportsTLS)
    }

    /// The versions of mongod to test with: `REPLMON_MONGODB_VERSIONS`, such as `4.4.2,6.0.5` or `all`; 6.0.5 without it.
    ///
    /// One that is not installed is refused when a replica set of it is started.
    package static var mongodbVersions: [String] {
        let words = ProcessInfo.processInfo.environment["REPLMON_MONGODB_VERSIONS"] ?? "6.0.5"
        return words == "all" ? ["4.4.2", "5.0.4", "6.0.5", "6.0.27"] : words.split(separator: ",").map(String.init)
    }

    /// The folder of downloaded servers and prepared data that `make deps` fills: `REPLMON_CACHE`, else `replmon` in
    /// `XDG_CACHE_HOME` or `~/.cache`.
    static var cache: String {
        let environment = ProcessInfo.processInfo.environment
        if let own = environment["REPLMON_CACHE"] { return own }
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        return (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/replmon"
    }
}
