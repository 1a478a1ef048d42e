import ReplmonCtl
import StatusAPI
import Testing

@Suite struct SilencesTableTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func silence(_ reason: String = "disk swap", id: String = "1f2e3d4c") -> String {
        """
        {"id":"\(id)","cluster":"orders","alert":"Postgres*Lag","starts_at":"2026-01-02T03:04:05.678Z",
         "ends_at":"2026-01-02T05:04:05.678Z","author":"anna","reason":"\(reason)"}
        """
    }

    private static func document(_ silences: String...) throws -> SilencesDocument {
        try SilencesDocument(json: Array(#"{"version":1,"silences":[\#(silences.joined(separator: ","))]}"#.utf8))
    }

    @Test func listsEach() throws {
        #expect(
            SilencesTable.render(try Self.document(Self.silence()), style: Self.plain) == """
                  1f2e3d4c until 2026-01-02T05:04:05Z by anna: Postgres*Lag of orders; disk swap

                """)
        #expect(SilencesTable.render(try Self.document(), style: Self.plain) == "nothing is silenced\n")
    }

    @Test(
        arguments: [
            (nil, ""), (0, "; none of it is active now"), (1, "; 1 alert of it is active now"),
            (7, "; 7 alerts of it are active now"),
        ] as [(Int?, String)])
    func saysWhatWasDone(matching: Int?, text: String) throws {
        var reply = try SilenceReply(
            json: Array(#"{"version":1,"status":"success","silence":\#(Self.silence())}"#.utf8))
        reply.matchingAlerts = matching
        #expect(
            SilencesTable.added(reply)
                == "1f2e3d4c silences Postgres*Lag of orders until 2026-01-02T05:04:05Z\(text)\n")
        #expect(SilencesTable.expired(reply) == "1f2e3d4c is over: Postgres*Lag of orders is reported again\n")
    }

    @Test func saysWhatIsAcknowledged() throws {
        let alert = Documents.alert(
            "PostgresNodeDown", cluster: "orders", node: "db-b", more: #","acknowledged_by":"anna""#)
        let reply = try AcknowledgeReply(
            json: Array(#"{"version":1,"status":"success","acknowledged":[\#(alert)]}"#.utf8))
        #expect(SilencesTable.acknowledged(reply) == "PostgresNodeDown orders db-b acknowledged by anna\n")
    }

    @Test(arguments: [#"db\u001b[2J\u202e\nb"#, String(repeating: "name", count: 2500)])
    func namesCannotDriveTheTerminal(name: String) throws {
        let text = SilencesTable.render(try Self.document(Self.silence(name, id: name)), style: Self.plain)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
    }
}
