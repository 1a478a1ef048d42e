import Yams

/// A YAML mapping, each of its keys given once.
struct Section {
    /// Where the mapping starts.
    let position: Position
    private let entries: [String: Entry]

    /// A key's value, and the key's place.
    struct Entry {
        let key: Position
        let value: Node
    }

    init(position: Position, entries: [String: Entry] = [:]) {
        self.position = position
        self.entries = entries
    }

    /// All keys of the mapping, sorted.
    var keys: [String] { entries.keys.sorted() }

    subscript(key: String) -> Entry? { entries[key] }
}
