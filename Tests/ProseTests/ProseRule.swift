/// The rule of CONTRIBUTING's "How we write": words that are refused, and sentences that begin with "What" or "That".
enum ProseRule {
    /// The breaches in a passage: the line, and the refused text with its replacement.
    static func breaches(in passage: Passage) -> [(line: Int, message: String)] {
        let text = blanked(passage.text)
        var breaches: [(Int, String)] = []
        var line = passage.line
        var index = text.startIndex
        while index < text.endIndex {
            let word = text[index...].prefix(while: \.isLetter)
            if word.isEmpty {
                if text[index].isNewline { line += 1 }
                index = text.index(after: index)
                continue
            }
            if let replacement = RefusedWords.replacements[word.lowercased()], isProse(word, in: text) {
                breaches.append((line, "“\(word)”: write \(replacement)"))
            } else if word == "What" || word == "That", beginsStatement(word, in: text) {
                let replacement = word == "What" ? "the noun that is meant" : "“This” or “These” with the noun"
                breaches.append((line, "a sentence begins with “\(word)”: write \(replacement)"))
            }
            index = word.endIndex
        }
        return breaches
    }

    /// Whether a word stands by itself: part of a name or of a compound ("short-lived"), it is another word.
    private static func isProse(_ word: Substring, in text: String) -> Bool {
        let before = text[..<word.startIndex].last
        let after = text[word.endIndex...].first
        let isPart = before.map { "-_.'’".contains($0) || $0.isNumber } == true
        return !isPart && after.map { "_(".contains($0) || $0.isNumber } != true
    }

    /// Whether a word is the first of a sentence that is no question.
    private static func beginsStatement(_ word: Substring, in text: String) -> Bool {
        let before = text[..<word.startIndex].reversed().drop { "*_“\"(".contains($0) }
        let gap = before.prefix { $0.isWhitespace }
        let end = before.dropFirst(gap.count).drop { "*_)”\"".contains($0) }.first
        let isFirst = end.map { ".!?:".contains($0) && !gap.isEmpty } ?? true
        return isFirst && text[word.endIndex...].first { ".!?".contains($0) } != "?"
    }

    /// The text without what stands between backticks or is the address of a web page: names and quotations are no
    /// prose. Lines stay where they are.
    private static func blanked(_ text: String) -> String {
        guard text.contains("`") || text.contains("://") else { return text }
        return text.replacing(#/``[^`]+``|`[^`]+`|https?:\S+/#) { match in
            String(match.output.map { $0.isNewline ? "\n" : "·" })
        }
    }
}
