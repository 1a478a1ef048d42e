import Yams

/// A YAML text as a tree whose nodes have their places in the text.
struct YAMLDocument {
    /// A mistake that makes the text unreadable as YAML.
    struct SyntaxProblem: Error {
        let position: Position
        let message: String
    }

    /// `nil` for a text without content.
    let root: Node?
    /// True names of the keys that are given again later in their mapping; in the tree they are masked.
    let repeatedKeys: [Position: String]

    /// Yams refuses a mapping with a repeated key and stops there. So that all problems of a file are found at once,
    /// the first of the keys is masked by a character for private use, and the text is read again.
    init(parsing text: String) throws(SyntaxProblem) {
        // One character per line end, so that offsets and positions convert simply.
        var text = text.replacing("\r\n", with: "\n")
        // libyaml counts a byte order mark as a column of indentation.
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        var repeatedKeys: [Position: String] = [:]
        while true {
            do {
                root = try compose(yaml: text, .basic)
                self.repeatedKeys = repeatedKeys
                return
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                let name = duplicates.first ?? ""
                let position = Position(context.mark)
                guard repeatedKeys[position] == nil, repeatedKeys.count < 100,
                    text.mask(at: position, with: repeatedKeys.count)
                else { throw SyntaxProblem(position: position, message: "`\(name)` is given more than once") }
                repeatedKeys[position] = name
            } catch {
                throw SyntaxProblem(error, in: text)
            }
        }
    }
}

extension YAMLDocument.SyntaxProblem {
    fileprivate init(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            self.init(problem, at: Position(mark), in: text)
        case YamlError.reader(let problem, let offset, _, _):
            self.init(position: text.position(at: offset ?? 0), message: "not readable as YAML: \(problem)")
        default:
            self.init(position: .start, message: "not readable as YAML: \(error)")
        }
    }

    /// libyaml's message, except for two mistakes where it does not help.
    private init(_ problem: String, at position: Position, in text: String) {
        let message =
            if problem == "but found another document" {
                "a second document starts here; one file holds one document"
            } else if text.index(of: position).map({ text.unicodeScalars[$0] }) == "\t" {
                "not readable as YAML: a tab cannot indent; use spaces"
            } else {
                "not readable as YAML: \(problem)"
            }
        self.init(position: position, message: message)
    }
}

extension String {
    /// Position of the character at an offset.
    fileprivate func position(at offset: Int) -> Position {
        prefix(offset).unicodeScalars.reduce(into: .start) { $0.advance(over: $1) }
    }

    fileprivate func index(of wanted: Position) -> Index? {
        var position = Position.start
        return unicodeScalars.indices.first { index in
            if position == wanted { return true }
            position.advance(over: unicodeScalars[index])
            return false
        }
    }

    /// Replaces the first character of the key at a position, after its quote if it has one; false if there is no plain
    /// or quoted key.
    fileprivate mutating func mask(at position: Position, with number: Int) -> Bool {
        guard var index = index(of: position), let mask = Unicode.Scalar(0xE000 + UInt32(number)) else { return false }
        if unicodeScalars[index] == "\"" || unicodeScalars[index] == "'" {
            index = unicodeScalars.index(after: index)
        }
        guard index < endIndex, !"\"'\\&*!?".unicodeScalars.contains(unicodeScalars[index]) else { return false }
        unicodeScalars.replaceSubrange(index...index, with: CollectionOfOne(mask))
        return true
    }
}

extension Position {
    /// Moves on as libyaml does, which ends lines at these characters.
    fileprivate mutating func advance(over scalar: Unicode.Scalar) {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": self = Position(line: line + 1, column: 1)
        default: column += 1
        }
    }
}
