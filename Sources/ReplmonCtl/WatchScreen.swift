internal import ReplicationCore
package import StatusAPI

/// The output of `ctl status --watch`: on a terminal one screen after the other, elsewhere one block after the other.
package enum WatchScreen {
    /// The outcome of the latest request to the daemon.
    package enum Answer: Sendable {
        case document(StatusDocument, bytes: [UInt8])
        /// Why there is none.
        case failure(String)
    }

    /// Enters the alternate screen, without cursor and without wrapping of long lines (xterm's control sequences,
    /// <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>).
    package static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    /// Leaves the terminal as it was.
    package static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    /// A whole screen of `rows` lines, drawn over the one before without clearing it first, so that nothing flickers.
    package static func screen(
        _ answer: Answer, cluster: String?, every interval: Duration, rows: Int, style: TerminalStyle
    ) -> String {
        let (title, text) = content(answer, cluster: cluster, style: style)
        let heading = style.paint("every \(interval.inShort), \(title)".cut(to: style.width), .faint)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let shown = [heading, ""] + clipped(lines.last == "" ? lines.dropLast() : lines[...], to: max(1, rows - 2))
        return "\u{1B}[H" + shown.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J"
    }

    /// A block that follows others, with its time; ends in an empty line.
    package static func block(_ document: StatusDocument, cluster: String?, style: TerminalStyle) -> String {
        document.generatedAt.toTheSecond + "\n" + StatusTable.render(document, cluster: cluster, style: style) + "\n"
    }

    /// One JSON document on one line.
    package static func jsonLine(_ document: StatusDocument, bytes: [UInt8], cluster: String?) -> [UInt8] {
        (cluster == nil ? bytes : document.only(cluster).json()).map {
            $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0
        }
            + [UInt8(ascii: "\n")]
    }

    private static func content(
        _ answer: Answer, cluster: String?, style: TerminalStyle
    ) -> (title: String, text: String) {
        switch answer {
        case .document(let document, _):
            (
                "as of \(document.generatedAt.toTheSecond), Ctrl-C ends",
                StatusTable.render(document, cluster: cluster, style: style)
            )
        case .failure(let reason):
            ("no answer, trying again", style.bullet("✖", .bad, reason))
        }
    }

    private static func clipped(_ lines: ArraySlice<String>, to rows: Int) -> [String] {
        lines.count <= rows ? Array(lines) : lines.prefix(rows - 1) + ["… \(lines.count - rows + 1) more lines"]
    }
}

extension Duration {
    /// `2s`, `500ms`.
    var inShort: String {
        HumanText.lag(seconds: seconds)
    }
}
