internal import ReplicationCore
package import StatusAPI

/// Completion of names in a shell, from the daemon's status document.
package enum Completion {
    /// The kind of name to complete.
    package enum Kind: Sendable {
        case cluster
        case node
        /// An alert that is active.
        case alert
        /// A cluster, or any alert of the catalogue.
        case explainable
        /// The id of a silence.
        case silence
    }

    /// The socket in the arguments of a command line; `nil` for the usual one. bash makes `=` an argument of its own.
    package static func socket(in words: [String]) -> String? {
        value(of: "--socket", in: words)
    }

    /// The names of a kind, sorted; of nodes only those of the cluster in the arguments, if one is given.
    package static func names(_ kind: Kind, in document: StatusDocument, words: [String]) -> [String] {
        let names: [String] =
            switch kind {
            case .cluster: document.clusters.map(\.name)
            case .alert: document.alerts.filter { $0.state != "resolved" }.map(\.name)
            case .explainable: document.clusters.map(\.name) + CatalogueEntry.names
            case .silence: document.silences.map(\.id)
            case .node: nodes(document, of: value(of: "--cluster", in: words))
            }
        return Set(names).filter { $0 == $0.printable && !$0.isEmpty }.sorted()
    }

    /// For bash, which splits `host:port` into arguments at each colon: the names that begin with the arguments before the
    /// cursor, without the part that bash already has as arguments of their own.
    package static func names(_ names: [String], afterColonsIn words: [String], at index: Int) -> [String] {
        var typed = ""
        var end = words.indices.contains(index) && words[index] == ":" ? index + 1 : index
        while end >= 2, words.indices.contains(end - 1), words[end - 1] == ":" {
            typed = words[end - 2] + ":" + typed
            end -= 2
        }
        return typed.isEmpty ? names : names.filter { $0.hasPrefix(typed) }.map { String($0.dropFirst(typed.count)) }
    }

    private static func nodes(_ document: StatusDocument, of cluster: String?) -> [String] {
        document.clusters.filter { cluster == nil || $0.name == cluster }.flatMap(\.nodes).map(\.name)
    }

    private static func value(of option: String, in words: [String]) -> String? {
        guard let index = words.lastIndex(where: { $0 == option || $0.hasPrefix(option + "=") }) else { return nil }
        if words[index] != option { return unquoted(words[index].dropFirst(option.count + 1)) }
        let rest = words[(index + 1)...]
        return (rest.first == "=" ? rest.dropFirst() : rest).first.flatMap { unquoted($0[...]) }
    }

    private static func unquoted(_ word: Substring) -> String? {
        let text = String(word.filter { !"'\"\\".contains($0) })
        return text.isEmpty ? nil : text
    }
}
