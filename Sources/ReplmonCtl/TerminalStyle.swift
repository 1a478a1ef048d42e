internal import ReplicationCore
internal import StatusAPI

/// How to write for where the output goes.
package struct TerminalStyle: Hashable, Sendable {
    /// Whether to colour: only on a terminal, and not under `NO_COLOR`.
    package var color: Bool
    /// Columns of the terminal; below 40 as if there were 40.
    package var width: Int

    /// A style for a terminal of `width` columns.
    package init(color: Bool, width: Int) {
        self.color = color
        self.width = max(40, width)
    }

    /// The meaning of a piece of text; the colours are the terminal's own, so that they suit its background.
    enum Ink: Int {
        case bold = 1
        case faint = 2
        case bad = 31
        case good = 32
        case notable = 33

        init(_ verdict: Verdict) {
            switch verdict {
            case .ok: self = .good
            case .unknown, .warning: self = .notable
            case .critical: self = .bad
            }
        }

        init?(_ concern: NodeRow.Concern) {
            switch concern {
            case .normal: return nil
            case .notable: self = .notable
            case .bad: self = .bad
            }
        }
    }

    /// The text between ECMA-48's "select graphic rendition" and its end; unchanged without colour.
    func paint(_ text: String, _ ink: Ink?) -> String {
        guard color, let ink else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }

    /// Text of any length after a mark, wrapped at the width; further lines are indented below the first.
    func bullet(_ mark: String, _ ink: Ink?, _ text: String) -> String {
        let lines = text.oneLine.wrapped(first: width - 3 - mark.count, others: width - 6)
        return "  " + paint(mark, ink) + " " + lines.joined(separator: "\n      ") + "\n"
    }

    /// The title of a section.
    func heading(_ title: String) -> String {
        paint(title.uppercased(), .faint) + "\n"
    }

    /// Text of any length, indented and wrapped at the width; further lines begin below the first, behind its mark.
    func paragraph(_ text: String, indent: Int, mark: String = "", ink: Ink? = nil) -> String {
        let mark = mark.count <= width / 2 ? mark : mark.shortened(to: width / 2)
        let room = width - indent - mark.count
        let lines = text.oneLine.wrapped(first: room, others: room).map { paint($0, ink) }
        let margin = String(repeating: " ", count: indent + mark.count)
        return String(repeating: " ", count: indent) + mark + lines.joined(separator: "\n" + margin) + "\n"
    }

    /// Facts in the order of their names, the values aligned.
    func facts(_ facts: [String: String], indent: Int) -> String {
        let longest = facts.keys.map(\.oneLine.count).max() ?? 0
        let nameWidth = min(longest, width / 2 - 2)
        return facts.sorted { $0.key < $1.key }.map { name, value in
            let name = name.oneLine.shortened(to: nameWidth).padded(to: nameWidth)
            return paragraph(value, indent: indent, mark: name + "  ")
        }.joined()
    }
}
