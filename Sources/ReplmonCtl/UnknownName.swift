internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// The message for a name that does not exist.
package enum UnknownName {
    /// One line: that there is no such cluster (or alert), and the nearest names that there are.
    package static func message(_ word: String, clusters: [String], orAlerts: Bool = false) -> String {
        let names = clusters + (orAlerts ? AlertName.allCases.map(\.rawValue) : [])
        let missing = "no cluster\(orAlerts ? " or alert" : "") is named \(word.printable)"
        let near = nearest(to: word, among: names).map(\.printable).joined(separator: ", ")
        return missing + (near.isEmpty ? "" : "; the nearest: \(near)")
    }

    /// One line: that no alert has this name, and the nearest names that there are.
    package static func message(alert word: String) -> String {
        let near = nearest(to: word, among: AlertName.allCases.map(\.rawValue)).joined(separator: ", ")
        return "no alert is named \(word.printable); the nearest: \(near)"
    }

    /// At most three names: those that contain the given name first, then by the share of letters in which they differ.
    static func nearest(to word: String, among names: [String]) -> [String] {
        let word = String(word.lowercased().prefix(100))
        let measured = names.map { text in
            let name = String(text.lowercased().prefix(100))
            let differing = Double(word.difference(from: name).count) / Double(max(1, word.count + name.count))
            return (text, name.contains(word) ? 0 : differing)
        }
        return measured.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }
}
