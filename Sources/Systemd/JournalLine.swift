/// An entry as one line of text for standard error: the message, then the short fields a reader can use.
///
/// Values may hold text from a database server or a client, so control, format and line separator characters are
/// escaped: no value can begin a new line or control a terminal.
struct JournalLine {
    let entry: [JournalField]
    let prefix: JournalLinePrefix

    /// Longest value, in bytes, shown beside the message; longer ones (evidence) go to the journal only.
    static let longestValue = 120

    /// The line, without its newline.
    var text: String {
        let message = entry.first { $0.name == "MESSAGE" }.map { Self.escaped($0.value) }
        return ([prefixText + (message ?? "")] + entry.filter(Self.isShown).map(Self.assignment)).joined(separator: " ")
    }

    /// The syslog level, 0 to 7; 6 (info) when the entry has none.
    private var priority: Int {
        let value = entry.first { $0.name == "PRIORITY" }.flatMap { Int($0.value) } ?? 6
        return min(max(value, 0), 7)
    }

    private var prefixText: String {
        let levels = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"]
        switch prefix {
        case .priority: return "<\(priority)>"
        case .level: return "\(levels[priority]): "
        case .colouredLevel: return "\u{1B}[\(colour)m\(levels[priority]):\u{1B}[0m "
        }
    }

    /// SGR parameters: bold red, red, yellow, bold, plain, dim.
    private var colour: String {
        switch priority {
        case ...2: "1;31"
        case 3: "31"
        case 4: "33"
        case 5: "1"
        case 6: "0"
        default: "2"
        }
    }

    private static func isShown(_ field: JournalField) -> Bool {
        switch field.name {
        case "MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER": false
        default: !field.name.hasPrefix("CODE_") && field.value.utf8.count <= longestValue
        }
    }

    /// `NAME=value`, quoted where the end of the value would be ambiguous.
    private static func assignment(_ field: JournalField) -> String {
        let value = escaped(field.value)
        let isPlain = !value.isEmpty && !value.contains { " \"=\\".contains($0) }
        let quoted = value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return isPlain ? "\(field.name)=\(value)" : "\(field.name)=\"\(quoted)\""
    }

    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar.properties.generalCategory {
            case _ where scalar == "\n": result += "\\n"
            case _ where scalar == "\t": result += "\\t"
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
