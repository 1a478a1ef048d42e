/// Pieces of a manual page in groff's macros for them (man(7)).
enum Roff {
    /// Text that prints as it is; what is between backticks in bold.
    static func text(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        let marked = parts.enumerated().map { index, part in
            index.isMultiple(of: 2) ? escaped(part) : bold(part)
        }
        let line = marked.joined()
        // A line that begins with a dot or an apostrophe would be a request.
        return line.hasPrefix(".") ? "\\&" + line : line
    }

    static func bold(_ text: some StringProtocol) -> String {
        "\\fB" + escaped(text) + "\\fR"
    }

    /// Every character of `text` by itself: no escape, no hyphen for a minus, no curly quote for a straight one.
    static func escaped(_ text: some StringProtocol) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\(rs"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "≥": result += "\\(>="
            case "≤": result += "\\(<="
            case " "..."}": result.unicodeScalars.append(scalar)
            default: result += "\\[u" + fourDigits(scalar.value) + "]"
            }
        }
    }

    private static func fourDigits(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
