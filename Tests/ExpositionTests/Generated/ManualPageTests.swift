import Alerting
import Foundation
import ReplicationCore
import Testing

/// The manual pages as groff prints them, where there is one.
@Suite struct ManualPageTests {
    private static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")

    @Test(.enabled(if: isThere), arguments: ["replmon.1", "replmon-alerts.7"])
    func groffHasNothingToSay(page: String) throws {
        let (status, output, errors) = try Self.groff(page)
        #expect(status == 0 && errors == "", "\(errors)")
        #expect(output.contains("SEE ALSO"))
    }

    @Test(.enabled(if: isThere)) func everyTextOfTheCatalogueIsPrinted() throws {
        let words = try Self.groff("replmon-alerts.7").output.split { $0.isWhitespace }.joined(separator: " ")
        for rule in AlertCatalogue.rows {
            #expect(words.contains(" \(rule.name.rawValue) "))
            for text in [rule.meaning, rule.action] {
                #expect(words.contains(text.replacing("`", with: "")), "\(text)")
            }
            #expect(words.contains(rule.messageID))
        }
    }

    /// Formats the page for a terminal without hyphenation, with all of groff's warnings on.
    private static func groff(_ page: String) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        let path = GeneratedFile(path: "systemd/man/" + page).url.path
        process.executableURL = URL(filePath: "/usr/bin/groff")
        process.arguments = ["-man", "-ww", "-Tascii", "-rHY=0", "-P-c", "-P-b", "-P-u", path]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: text, as: UTF8.self),
            String(decoding: complaints, as: UTF8.self)
        )
    }
}
