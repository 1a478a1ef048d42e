import ReplmonCtl
import StatusAPI
import Testing

@Suite struct WatchScreenTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func answer() throws -> WatchScreen.Answer {
        let json = Documents.json(
            verdict: "ok", clusters: [Documents.cluster("orders", nodes: [Documents.node("db-a", role: "primary")])])
        return .document(try StatusDocument(json: json), bytes: json)
    }

    /// The lines that a terminal shows after these bytes, which overwrite the former screen.
    private static func lines(_ screen: String) -> [String] {
        screen.replacing("\u{1B}[H", with: "").replacing("\u{1B}[K", with: "").replacing("\u{1B}[J", with: "")
            .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aScreenIsDrawnOverTheOneBefore() throws {
        let screen = WatchScreen.screen(
            try Self.answer(), cluster: nil, every: .seconds(2), rows: 24, style: Self.plain)
        #expect(screen.hasPrefix("\u{1B}[H") && screen.hasSuffix("\u{1B}[K\u{1B}[J"))
        #expect(!screen.contains("\u{1B}[2J"), "clearing first would flicker")
        #expect(
            Self.lines(screen) == [
                "every 2.0s, as of 2026-01-02T03:04:05Z, Ctrl-C ends", "",
                "● orders  postgresql  OK  2 nodes answer, 1 links live                  0.8s ago",
                "  NODE  ROLE     STATE  UPSTREAM  LAG  SEEN  REACH",
                "  db-a  primary  -      -           -  0.8s    377",
            ])
    }

    @Test(arguments: [1, 2, 3, 4, 5, 24])
    func aScreenHasNoMoreLinesThanTheTerminal(rows: Int) throws {
        let screen = WatchScreen.screen(
            try Self.answer(), cluster: nil, every: .seconds(2), rows: rows, style: Self.plain)
        let lines = Self.lines(screen)
        #expect(lines.count <= max(3, rows))
        if rows == 4 { #expect(lines.last == "… 2 more lines") }
    }

    @Test func aDaemonThatIsGoneIsSaid() {
        let screen = WatchScreen.screen(
            .failure("no answer on /x\u{1B}[2J"), cluster: nil, every: .milliseconds(500), rows: 24, style: Self.plain)
        #expect(
            Self.lines(screen) == ["every 500ms, no answer, trying again", "", "  ✖ no answer on /x\\u{1B}[2J"])
    }

    @Test func blocksHaveTheirTime() throws {
        let document = try Documents.status(verdict: "ok", clusters: [Documents.cluster("orders")])
        let block = WatchScreen.block(document, cluster: nil, style: Self.plain)
        #expect(block.hasPrefix("2026-01-02T03:04:05Z\n● orders") && block.hasSuffix("\n\n"))
    }

    @Test func aDocumentIsOneLine() throws {
        let json = Documents.json(verdict: "ok", clusters: [Documents.cluster("a"), Documents.cluster("b")])
        let document = try StatusDocument(json: json)
        for cluster in [nil, "b"] {
            let line = WatchScreen.jsonLine(document, bytes: json, cluster: cluster)
            #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1 && line.last == UInt8(ascii: "\n"))
            #expect(try StatusDocument(json: line) == (cluster == nil ? document : document.only("b")))
        }
    }

    @Test func leavingUndoesEntering() {
        for mode in ["?1049", "?25", "?7"] {
            let (enter, leave) = mode == "?1049" ? ("h", "l") : ("l", "h")
            #expect(WatchScreen.enter.contains("\u{1B}[\(mode)\(enter)"))
            #expect(WatchScreen.leave.contains("\u{1B}[\(mode)\(leave)"))
        }
    }
}
