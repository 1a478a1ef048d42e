import ReplicationCore
import Yams

/// Reading single YAML nodes. Each function reports problems and returns `nil` or the usable part.
extension ConfigurationReader {
    /// A mapping with no other keys than these, or with any; `nil` if the node is no mapping.
    mutating func section(_ node: Node, _ name: String, keys: [String]?, noun: String = "key") -> Section? {
        guard let mapping = node.mapping else {
            report(Position(node), "\(name) must be a mapping of \(noun)s to values, not \(kind(of: node))")
            return nil
        }
        var entries: [String: Section.Entry] = [:]
        for (key, value) in mapping {
            let position = Position(key)
            guard let word = document.repeatedKeys[position] ?? key.scalar?.string else {
                report(position, "a \(noun) must be a single scalar")
                continue
            }
            if let first = entries[word] {
                report(position, "`\(word)` is given twice; the first is on line \(first.key.line)")
            } else if let keys, !keys.contains(word) {
                report(position, "unknown \(noun) `\(word)`", suggestion: Spelling.nearest(to: word, among: keys))
            } else {
                entries[word] = Section.Entry(key: position, value: value)
            }
        }
        return Section(position: Position(node), entries: entries)
    }

    /// The mapping under a key; `nil` without a report if there is none.
    mutating func section(_ key: String, in section: Section, keys: [String]?, noun: String = "key") -> Section? {
        section[key].flatMap { self.section($0.value, "`\(key)`", keys: keys, noun: noun) }
    }

    /// The entries of the list under a key, at least one.
    mutating func list(_ key: String, in section: Section, of noun: String) -> [Node] {
        guard let node = section[key]?.value else {
            report(section.position, "`\(key)` is missing; list at least one \(noun)")
            return []
        }
        guard let items = node.sequence, !items.isEmpty else {
            report(Position(node), "`\(key)` must be a list of at least one \(noun), not \(kind(of: node))")
            return []
        }
        return Array(items)
    }

    /// The entries of the list under a key, which may be empty or left out.
    mutating func optionalList(_ key: String, in section: Section, of noun: String) -> [Node] {
        guard let node = section[key]?.value else { return [] }
        guard let items = node.sequence else {
            report(Position(node), "`\(key)` must be a list of \(noun)s, not \(kind(of: node))")
            return []
        }
        return Array(items)
    }

    /// The value under a key, as a function reads it from its text; `nil` without a report if there is none.
    mutating func value<Value>(
        _ key: String, in section: Section, _ parse: (String) throws(Refusal) -> Value
    ) -> Located<Value>? {
        section[key].flatMap { value($0.value, of: key, parse) }
    }

    /// As ``value(_:in:_:)``, of a key that must be there.
    mutating func required<Value>(
        _ key: String, in section: Section, _ parse: (String) throws(Refusal) -> Value
    ) -> Located<Value>? {
        guard section[key] != nil else {
            report(section.position, "`\(key)` is missing")
            return nil
        }
        return value(key, in: section, parse)
    }

    /// The value of a scalar node, as a function reads it from its text.
    mutating func value<Value>(
        _ node: Node, of key: String, _ parse: (String) throws(Refusal) -> Value
    ) -> Located<Value>? {
        let position = Position(node)
        guard let scalar = node.scalar, !scalar.isNull else {
            report(position, "`\(key)` must be a single value, not \(kind(of: node))")
            return nil
        }
        // C libraries would cut the text at a NUL.
        guard !scalar.string.utf8.contains(0) else {
            report(position, "`\(key)` holds a NUL character")
            return nil
        }
        do {
            return Located(value: try parse(scalar.string), position: position)
        } catch {
            report(position, "`\(key)`: \(error.reason)")
            return nil
        }
    }

    /// The duration under a key, within limits.
    mutating func duration(_ key: String, in section: Section, _ limits: ClosedRange<Duration>) -> Located<Duration>? {
        value(key, in: section) { text throws(Refusal) in
            let duration = try Duration(parsing: text)
            guard limits.contains(duration) else {
                throw Refusal("must be between \(limits.lowerBound.text) and \(limits.upperBound.text), not \(text)")
            }
            return duration
        }
    }

    private func kind(of node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.isNull ? "empty" : "a single value"
        case .mapping: "a mapping"
        case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
        case .alias: "an alias"
        }
    }
}

extension Node.Scalar {
    /// YAML's null, written as nothing, `~` or `null`.
    fileprivate var isNull: Bool { style == .plain && ["", "~", "null"].contains(string) }
}
