import FoundationEssentials
import Glibc
import ReplicationLab

/// A file system of its own, small or read-only, in a folder as one program sees it: nobody else does.
struct SmallDisk {
    let folder: String
    var kilobytes = 256
    var isReadOnly = false

    /// Whether this process may make such.
    static let isPossible: Bool = {
        guard let lab = try? Lab() else { return false }
        defer { lab.end() }
        return (try? LabProgram.run(["unshare", namespace, "true"], in: lab).status) == 0
    }()

    private static var namespace: String { geteuid() == 0 ? "-m" : "-rm" }

    /// The words that start `command` with the disk in its place; the process id is the command's.
    func holding(_ command: [String]) -> [String] {
        let options = "size=\(kilobytes)k,\(isReadOnly ? "ro" : "rw")"
        let script = #"mkdir -p "$0" && mount -t tmpfs -o "$1" none "$0" && shift && exec "$@""#
        return ["unshare", Self.namespace, "sh", "-c", script, folder, options] + command
    }

    /// Leaves no byte free, as the program with this process id sees it.
    func fill(seenBy process: Int32) throws {
        let filling = path(seenBy: process)
        // The last write fails half-way.
        for bytes in [65_536, 4096, 512, 1] {
            while (try? append(bytes, to: filling)) != nil {}
        }
    }

    func free(seenBy process: Int32) throws {
        try FileManager.default.removeItem(atPath: path(seenBy: process))
    }

    private func path(seenBy process: Int32) -> String { "/proc/\(process)/root\(folder)/filling" }

    private func append(_ count: Int, to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(file) }
        let bytes = [UInt8](repeating: 0, count: count)
        guard file >= 0, unsafe write(file, bytes, count) == count else { throw Unmet("no room in \(path)") }
    }
}
