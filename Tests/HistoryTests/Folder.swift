import Foundation
import Glibc

/// A new directory, deleted at the end of the test.
final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString.prefix(8))").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { "\(path)/history.db" }

    /// The names of the files in it.
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

    /// The names of databases that were moved aside, without the files that SQLite keeps beside them.
    var aside: [String] { get throws { try names.filter { $0.contains(".unreadable-") && $0.hasSuffix("Z") } } }

    func bytes(_ name: String = "history.db") throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// Overwrites a file in place.
    func write(_ bytes: Data, to name: String = "history.db") throws {
        try bytes.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }
}
