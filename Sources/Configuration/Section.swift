import Yams

/// A YAML mapping whose keys are all known.
struct Section {
    /// Where the mapping starts.
    let position: Position
    private let entries: [String: Entry]

    /// A key's value, and where the key stands.
    struct Entry {
        let key: Position
        let value: Node
    }

    init(position: Position, entries: [String: Entry] = [:]) {
        self.position = position
        self.entries = entries
    }

    subscript(key: String) -> Entry? { entries[key] }
}
