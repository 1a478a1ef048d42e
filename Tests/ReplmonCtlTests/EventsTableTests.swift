import ReplmonCtl
import StatusAPI
import Testing

@Suite struct EventsTableTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func document(_ name: String = "orders") throws -> EventsDocument {
        let json = """
            {"version":1,"events":[
            {"at":"2026-01-02T03:04:05.678Z","kind":"started","cluster":null,"summary":"replmon 1.0.0","details":{}},
            {"at":"2026-01-02T03:05:00.000Z","kind":"alert_firing","cluster":"\(name)","node":"db-b",
             "summary":"PostgresNodeDown (critical): db-b does not answer: Connection refused","details":{"a":"b"}},
            {"at":"of a later release","kind":"\(name)","cluster":"x","summary":"\(name)","details":{}}]}
            """
        return try EventsDocument(json: Array(json.utf8))
    }

    @Test func aLineForEach() throws {
        #expect(
            EventsTable.render(try Self.document(), limit: 100, style: Self.plain) == """
                  2026-01-02T03:04:05Z  started: replmon 1.0.0
                  2026-01-02T03:05:00Z  alert_firing orders/db-b: PostgresNodeDown (critical):
                                        db-b does not answer: Connection refused
                  of a later release  orders x: orders

                """)
    }

    @Test func saysThatThereMayBeMore() throws {
        #expect(
            EventsTable.render(try Self.document(), limit: 3, style: Self.plain).hasPrefix(
                "  only the newest 3; --limit shows more\n"))
        let none = try EventsDocument(json: Array(#"{"version":1,"events":[]}"#.utf8))
        #expect(EventsTable.render(none, limit: 1, style: Self.plain) == "nothing is known to have happened\n")
    }

    @Test(arguments: [40, 80, 200])
    func namesCannotDriveTheTerminalOrBreakTheLine(width: Int) throws {
        for name in [#"db\u001b[2J\u202e\nb"#, String(repeating: "name", count: 2500)] {
            let style = TerminalStyle(color: false, width: width)
            let text = EventsTable.render(try Self.document(name), limit: 100, style: style)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
            for line in text.split(separator: "\n") { #expect(line.count <= width) }
        }
    }
}
