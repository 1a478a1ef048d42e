/// Finds the prose of files that are not Swift: the paragraphs of Markdown and of manual pages, the `#` comments of
/// configuration files and scripts. Parts between `name: generated` and `name: end` are checked where they are made from.
enum TextProse {
    static func passages(of text: String, path: String) -> [Passage] {
        let isMarkdown = path.hasSuffix(".md")
        let isManual = path.hasSuffix(".1")
        var passages: [Passage] = []
        var isSkipped = false
        var isOpen = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let marker = line.hasSuffix(" -->") ? line.dropLast(4) : line
            if marker.hasSuffix(": generated") { isSkipped = true }
            if isMarkdown, line.hasPrefix("```") { isSkipped.toggle() }
            let prose = isSkipped ? nil : isMarkdown ? line : isManual ? roff(line) : comment(line)
            if marker.hasSuffix(": end") { isSkipped = false }
            guard let prose, prose.contains(where: \.isLetter) else {
                isOpen = false
                continue
            }
            for (number, part) in parts(of: prose, isMarkdown: isMarkdown).enumerated() {
                if isOpen, number == 0, !part.isNew, let last = passages.indices.last {
                    passages[last].text += "\n" + part.text
                } else {
                    passages.append(Passage(line: index + 1, text: part.text))
                }
            }
            isOpen = !prose.hasPrefix("|") && !prose.hasPrefix("#")
        }
        return passages
    }

    /// Cells of a table and items of a list are passages of their own.
    private static func parts(of line: Substring, isMarkdown: Bool) -> [(text: String, isNew: Bool)] {
        guard isMarkdown else { return [(String(line), false)] }
        if line.hasPrefix("|") {
            return line.split(separator: "|").map { ($0.drop { $0 == " " }.description, true) }
        }
        guard let start = line.prefixMatch(of: #/\s*(?:[-*]|\d+\.|#+)\s+/#) else {
            return [(line.drop { $0 == " " }.description, false)]
        }
        return [(String(line[start.range.upperBound...]), true)]
    }

    /// The text of a `#` comment, at the start of a line or after a blank.
    private static func comment(_ line: Substring) -> Substring? {
        line.firstMatch(of: #/(?:^|\s)#+\s*(.*)$/#)?.1
    }

    /// A line of a manual page without its escapes; `nil` for a request, which begins with a dot.
    private static func roff(_ line: Substring) -> Substring? {
        line.hasPrefix(".") ? nil : line.replacing(#/\\f[A-Z]|\\&/#, with: "").replacing("\\-", with: "-")[...]
    }
}
