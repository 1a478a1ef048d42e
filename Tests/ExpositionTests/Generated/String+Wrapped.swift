extension String {
    /// The text on lines of at most `width` characters. Text between backticks stays on one line, so that it can be copied,
    /// unless it is long; a longer run without a blank has a line of its own.
    func wrapped(to width: Int) -> [String] {
        let parts = split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) || part.count > width / 2
                ? String(part) : String(part.replacing(" ", with: Self.glue))
        }
        let lines = parts.joined(separator: "`").split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.endIndex - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { $0.replacing(Self.glue, with: " ") }
    }

    /// A no-break space.
    private static let glue = "\u{A0}"
}
