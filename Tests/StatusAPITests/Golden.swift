import Foundation
import Testing

/// A committed document of the API, indented so that people can read it: what clients rely on, byte for byte. With
/// `REPLMON_UPDATE_GOLDENS` set it is written anew; whatever then differs is a change of the API.
struct Golden {
    /// Without folder and `.json`.
    let name: String

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    /// The texts of all.
    static func all() throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }

    /// The document is this one, indented and on one line.
    func expect(pretty: [UInt8], compact: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = Self.folder.appending(path: "\(name).json")
        let written = String(decoding: pretty, as: UTF8.self) + "\n"
        if ProcessInfo.processInfo.environment["REPLMON_UPDATE_GOLDENS"] != nil {
            return try written.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        let advice: Comment =
            "the API changed; if that is meant: REPLMON_UPDATE_GOLDENS=1 make test FILTER=DocumentGoldenTests"
        #expect(golden == written, advice, sourceLocation: sourceLocation)
        #expect(
            Self.withoutSpaces(golden) == String(decoding: compact, as: UTF8.self), advice,
            sourceLocation: sourceLocation)
    }

    /// JSON on one line: without the white space that is not part of a string.
    private static func withoutSpaces(_ json: String) -> String {
        var (isInString, isEscaped) = (false, false)
        let kept = json.unicodeScalars.filter { scalar in
            if isInString {
                isInString = scalar != "\"" || isEscaped
                isEscaped = scalar == "\\" && !isEscaped
                return true
            }
            isInString = scalar == "\""
            return scalar != " " && scalar != "\n"
        }
        return String(String.UnicodeScalarView(kept))
    }
}
