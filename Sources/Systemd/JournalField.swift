/// One field of a journal entry: a valid name and a value of any content.
///
/// journald silently drops fields with other names, so the rule is applied here: 1 to 64 characters of `A-Z`, `0-9` and
/// `_`, not starting with `_` (reserved for trusted fields) or a digit (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/).
package struct JournalField: Hashable, Sendable {
    /// The longest name that journald accepts, in bytes.
    package static let longestName = 64

    /// The name, valid by construction.
    package let name: String
    /// The value: any text, with newlines and NUL.
    package let value: String

    /// A field whose name is already valid; `nil` when it is not.
    package init?(name: String, value: String) {
        guard Self.sanitised(name) == name else { return nil }
        self.name = name
        self.value = value
    }

    /// A field named after a key: letters are upper-cased, characters that journald does not accept become `_`, leading
    /// `_` and digits are removed, the rest is cut at 64. `nil` when no letter is left.
    package init?(key: String, value: String) {
        guard let name = Self.sanitised(key) else { return nil }
        self.name = name
        self.value = value
    }

    private static func sanitised(_ key: String) -> String? {
        let mapped = key.unicodeScalars.lazy.map { scalar -> Character in
            switch scalar {
            case "A"..."Z", "0"..."9": Character(scalar)
            case "a"..."z": Character(scalar.properties.uppercaseMapping)
            default: "_"
            }
        }
        let name = mapped.drop { !("A"..."Z").contains($0) }.prefix(longestName)
        return name.isEmpty ? nil : String(name)
    }
}
