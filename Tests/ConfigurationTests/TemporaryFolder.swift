import Foundation

/// A folder that is gone when its owner is.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "replmon-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path).appending(path: name))
    }
}
