import Foundation
import Testing

/// The shipped message catalog, compiled by the distribution's journalctl and shown with entries of replmon's own code.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
struct MessageCatalogTests {
    private static let file = LabCommand.package.appending(path: "config/replmon.catalog")

    private struct Entry {
        var id: String
        var subject: String
        /// The explanation, line by line.
        var body: [String]
    }

    private static func entries() throws -> [Entry] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return ("\n" + text).components(separatedBy: "\n-- ").dropFirst().map { part in
            let lines = part.components(separatedBy: "\n")
            return Entry(
                id: lines.first ?? "",
                subject: lines.first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) } ?? "",
                body: Array(lines.drop { !$0.isEmpty }.drop { $0.isEmpty }))
        }
    }

    /// Replaces `@REPLMON_NODE@` by `<node>`, which is what the probe gives each field.
    private func filled(_ text: String) -> String {
        text.replacing(/@REPLMON_([A-Z]+)@/) { "<\($0.1.lowercased())>" }
    }

    @Test func journalctlShowsTheTextOfEachEntryWithItsFields() throws {
        let entries = try Self.entries()
        try #require(entries.count > 50)
        let list = FileManager.default.temporaryDirectory.appending(path: "ids-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: list) }
        try entries.map { $0.id + "\n" }.joined().write(to: list, atomically: true, encoding: .utf8)
        let script = """
            "$0" explain < "$1" && journalctl --sync
            while read -r id; do echo "id $id"; journalctl -q -x --no-pager MESSAGE_ID=$id; done < "$1"
            """
        let end = try LabCommand.run(
            [
                LabCommand.lab + "/jlab.sh", "-t", "50", "-c", Self.file.path, "bash", "-c", script, LabCommand.probe,
                list.path,
            ], environment: ["LC_ALL": "C.UTF-8"])
        try #require(end.status == 0 && end.lines.first == "flushed true", "\(end.lines)")
        let shown = end.lines.joined(separator: "\n").components(separatedBy: "\nid ").dropFirst()
        try #require(shown.count == entries.count)
        for (entry, text) in zip(entries, shown) {
            #expect(text.hasPrefix(entry.id) && text.contains(": the message\n"), "\(text)")
            let explanation = text.components(separatedBy: "\n").filter { $0.hasPrefix("░░") }.map { line in
                String(line.dropFirst(line.hasPrefix("░░ ") ? 3 : 2))
            }
            let subject = "Subject: " + filled(entry.subject)
            #expect(explanation.first == subject, "\(text)")
            #expect(explanation.contains("Defined-By: replmon"), "\(text)")
            for line in entry.body where !line.isEmpty {
                #expect(explanation.contains(filled(line)), "\(line) in \(text)")
            }
        }
    }
}
