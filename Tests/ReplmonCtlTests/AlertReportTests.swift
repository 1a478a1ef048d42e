import ReplmonCtl
import StatusAPI
import Testing

@Suite struct AlertReportTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func document(_ name: String = "db-b") throws -> StatusDocument {
        let more = """
            ,"warning_seconds":10,"critical_seconds":60,"for_seconds":30,"keep_firing_for_seconds":0,
            "acknowledged_by":"anna","acknowledged_comment":"on it","upstream":"db-a",
            "evaluations":[{"at":"2026-01-02T03:00:00.500Z","outcome":"warning","text":"\(name) is 12.3s behind"},
            {"at":"2026-01-02T03:01:00.000Z","outcome":"critical","text":"\(name) is 1m20s behind"}]
            """
        let cluster = Documents.cluster(
            "orders", verdict: "critical",
            unknowns: [#"{"alert":"PostgresReplicationLag","node":"db-c","reason":"db-c: no privilege"}"#])
        return try Documents.status(
            verdict: "critical", clusters: [cluster],
            alerts: [
                Documents.alert("PostgresReplicationLag", cluster: "orders", node: name, more: more),
                Documents.alert("PostgresNodeDown", cluster: "orders", node: "db-d"),
                Documents.alert(
                    "PostgresReplicationLag", state: "resolved", cluster: "shop", node: "db-e",
                    more: #","resolved_at":"2026-01-02T03:03:00.000Z""#),
            ])
    }

    @Test func tellsWhereWhySinceWhenAndWhatToDo() throws {
        let text = AlertReport.render(try Self.document(), alert: "PostgresReplicationLag", style: Self.plain)
        #expect(
            text.hasPrefix(
                """
                NOW, AS OF 2026-01-02T03:04:05Z
                  ✖ critical PostgresReplicationLag orders db-b
                    alert: firing since 2026-01-02T03:01:05.000Z; acknowledged by anna (on it)
                    rule:  warning ≥ 10 s, critical ≥ 1 min; fires after 30 s
                    past:  2026-01-02T03:01:00Z  critical: db-b is 1m20s behind
                           2026-01-02T03:00:00Z  warning: db-b is 12.3s behind

                NOT KNOWN
                  ? orders/db-c: db-c: no privilege

                ENDED LATELY
                  ● shop/db-e; critical from 2026-01-02T03:01:05Z to 2026-01-02T03:03:00Z

                PostgresReplicationLag
                  severity:
                """))
        #expect(!text.contains("db-d"))
    }

    @Test func saysWhenItIsNowhere() throws {
        let document = try Documents.status(verdict: "ok", clusters: [])
        let text = AlertReport.render(document, alert: "MongoNoPrimary", style: Self.plain)
        #expect(text.hasPrefix("NOW, AS OF 2026-01-02T03:04:05Z\n  active nowhere\n\nMongoNoPrimary\n"))
        #expect(!text.contains("CANNOT"))
        let watchdog = AlertReport.render(document, alert: "ReplmonWatchdog", style: Self.plain)
        #expect(watchdog.contains("\n  always active, never listed\n") && !watchdog.contains("nowhere"))
    }

    @Test(arguments: [40, 60, 80, 200])
    func fitsTheTerminal(width: Int) throws {
        let document = try Self.document(String(repeating: "a_long_name_", count: 800))
        let text = AlertReport.render(
            document, alert: "PostgresReplicationLag", style: TerminalStyle(color: false, width: width))
        for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    }

    @Test func namesCannotDriveTheTerminal() throws {
        let text = AlertReport.render(
            try Self.document(#"db\u001b[2J\u202e\nb"#), alert: "PostgresReplicationLag", style: Self.plain)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
    }

    @Test func aClustersExplanationHasTheRuleToo() throws {
        let text = Explanation.render(try Self.document(), cluster: "orders", style: Self.plain)
        #expect(text.contains("    rule:  warning ≥ 10 s, critical ≥ 1 min; fires after 30 s\n"))
        #expect(!text.contains("past:"))
    }
}
