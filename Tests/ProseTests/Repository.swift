import Foundation

/// The files of this repository, by their paths from its root.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// The regular files below a folder, or the file itself, sorted.
    static func files(under path: String) throws -> [String] {
        guard isFolder(path) else { return [path] }
        return try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: path).path)
            .map { "\(path)/\($0)" }
            .filter { !isFolder($0) }
            .sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }
}
