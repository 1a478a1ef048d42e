package import Foundation
import Synchronization

/// The facts that replmon's documents state while a test runs, apart from their numbers: two builds that behave alike
/// state the same ones.
///
/// With `REPLMON_FACTS=FILE` in the environment, every fact is written there once per test, one a line: the test, the
/// place in the document, and the text with a `#` for each number. `diff` of two sorted files compares two builds.
package final class StatedFacts: Sendable {
    /// Where facts go; `nil` unless asked for.
    package static let shared = ProcessInfo.processInfo.environment["REPLMON_FACTS"].flatMap { try? StatedFacts($0) }

    private let file: FileHandle
    private let seen = Mutex<Set<String>>([])

    private init(_ path: String) throws {
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
        file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
    }

    /// Notes the facts of a JSON document.
    package func note(json: Data, of document: String, test: String) throws {
        let value = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
        try note(Self.facts(value, at: document), test: test)
    }

    /// Notes the names and labels of the metrics on a page.
    package func note(metrics page: String, test: String) throws {
        let lines = page.split(separator: "\n").filter { !$0.hasPrefix("#") }
        try note(
            lines.map { "metrics " + Self.withoutNumbers($0.split(separator: " ").dropLast().joined(separator: " ")) },
            test: test)
    }

    private func note(_ facts: [String], test: String) throws {
        let new = seen.withLock { seen in facts.map { "\(test) | \($0)" }.filter { seen.insert($0).inserted } }
        guard !new.isEmpty else { return }
        try file.write(contentsOf: Data((new.joined(separator: "\n") + "\n").utf8))
    }

    private static func facts(_ value: Any, at place: String) -> [String] {
        switch value {
        case let fields as [String: Any]:
            fields.flatMap { facts($0.value, at: place + "." + withoutNumbers($0.key)) }
        case let elements as [Any]: elements.flatMap { facts($0, at: place + "[]") }
        case let text as String: ["\(place) = \(withoutNumbers(text))"]
        case is NSNull: ["\(place) = null"]
        default: ["\(place) = #"]
        }
    }

    /// The text with `#` for each part between blanks that has a digit in it: numbers, positions, addresses with a port.
    private static func withoutNumbers(_ text: some StringProtocol) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.contains { $0.isASCII && $0.isNumber } ? "#" : String(word)
        }.joined(separator: " ")
    }
}
