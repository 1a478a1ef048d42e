/// Finds the prose of a Swift file: its comments, and its string literals of three words or more (messages, texts of the
/// alert catalogue, help) other than SQL. The rest is code.
struct SwiftProse {
    private var rest: Substring
    private var line = 1
    private var passages: [Passage] = []
    /// The line of the last comment, and its marker: a comment on the next line with the same one goes on with it.
    private var comment: (line: Int, marker: String)?

    static func passages(of source: String) -> [Passage] {
        var reader = SwiftProse(rest: source[...])
        reader.read(until: nil)
        return reader.passages
    }

    private init(rest: Substring) {
        self.rest = rest
    }

    /// Reads code, up to the parenthesis that closes an interpolation where `end` is one.
    private mutating func read(until end: Character?) {
        var depth = 0
        while let next = rest.first {
            if next == end, depth == 0 { return advance(1) }
            switch next {
            case "/" where rest.hasPrefix("//"): readComment()
            case "\"", "#": readString()
            case "(", ")":
                depth += next == "(" ? 1 : -1
                advance(1)
            default: advance(1)
            }
        }
    }

    private mutating func readComment() {
        let text = rest.prefix { !$0.isNewline }
        let marker = String(text.prefix { $0 == "/" })
        let prose = text.dropFirst(marker.count).drop { $0 == " " }
        let isItem = prose.starts(with: #/[-*] |\d+\. /#)
        if let comment, comment == (line - 1, marker), !prose.isEmpty, !isItem, let last = passages.indices.last {
            passages[last].text += "\n" + prose
        } else {
            passages.append(Passage(line: line, text: String(isItem ? prose.dropFirst(2) : prose)))
        }
        comment = prose.isEmpty ? nil : (line, marker)
        advance(text.count)
    }

    /// Reads a string literal, or the `#` that is no part of one.
    private mutating func readString() {
        let hashes = String(rest.prefix { $0 == "#" })
        advance(hashes.count)
        guard rest.first == "\"" else { return }
        let start = line
        let quotes = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        let escape = "\\" + hashes
        var text = ""
        advance(quotes.count)
        while let next = rest.first {
            if next == "\"", rest.hasPrefix(quotes + hashes) {
                advance(quotes.count + hashes.count)
                break
            }
            if next.isNewline, quotes.count == 1 { break }
            if next == "\\", rest.hasPrefix(escape) {
                advance(escape.count)
                text += readEscaped()
            } else {
                text.append(next)
                advance(1)
            }
        }
        let isProse = !text.contains("SELECT ") && text.split(whereSeparator: \.isWhitespace).count > 2
        if isProse { passages.append(Passage(line: start, text: text)) }
        comment = nil
    }

    /// Reads the rest of an escape sequence: a line end stays one, an interpolation is code.
    private mutating func readEscaped() -> String {
        guard rest.first == "(" else {
            let isLineEnd = rest.first?.isNewline == true
            advance(1)
            return isLineEnd ? "\n" : "·"
        }
        let start = line
        advance(1)
        read(until: ")")
        return "·" + String(repeating: "\n", count: line - start)
    }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count where rest.popFirst()?.isNewline == true { line += 1 }
    }
}
