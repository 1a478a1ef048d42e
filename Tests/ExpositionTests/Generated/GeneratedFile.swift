import Foundation
import Testing

/// A file of the repository that is made from the catalogues, all of it or what is between two lines of it.
/// `make docs` writes it; otherwise it is only compared.
struct GeneratedFile {
    /// Relative to the repository.
    let path: String

    var url: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../" + path).standardizedFileURL
    }

    private var isWritten: Bool {
        ProcessInfo.processInfo.environment["REPLMON_UPDATE_README"] != nil
    }

    /// The whole file is `text`.
    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if isWritten { return try text.write(to: url, atomically: true, encoding: .utf8) }
        let found = try String(contentsOf: url, encoding: .utf8)
        #expect(found == text, "run `make docs`", sourceLocation: sourceLocation)
    }

    /// The text between the lines `start` and `end` is `text`.
    func expect(
        _ text: String, between start: String, and end: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = try String(contentsOf: url, encoding: .utf8)
        let opening = try #require(file.range(of: start + "\n"), sourceLocation: sourceLocation)
        let rest = opening.upperBound..<file.endIndex
        let closing = try #require(file.range(of: end + "\n", range: rest), sourceLocation: sourceLocation)
        let place = opening.upperBound..<closing.lowerBound
        if isWritten {
            return try file.replacingCharacters(in: place, with: text).write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(file[place] == text, "run `make docs`", sourceLocation: sourceLocation)
    }
}
