import Exposition
import ReplmonCtl
import Testing

@Suite struct AlertsTableTests {
    private static let style = TerminalStyle(color: false, width: 80)

    @Test func tellsWhatIsWrongAndWhatToDo() throws {
        let json = """
            {"status":"success","data":{"alerts":[
            {"labels":{"alertname":"PostgresNodeDown","severity":"critical","cluster":"orders","node":"db-b"},
             "annotations":{"summary":"db-b does not answer","description":"…",
               "action":"Look at the server: `systemctl status postgresql`, its log, disk and memory, in this order."},
             "state":"firing","activeAt":"2026-01-02T03:01:05.000Z","value":"2"},
            {"labels":{"alertname":"ReplmonReloadFailed","severity":"warning"},
             "annotations":{"summary":"refused\\u001b[1m"},
             "state":"pending","activeAt":"2026-01-02T03:01:05.000Z","value":"1"}]}}
            """
        #expect(
            AlertsTable.render(try AlertsDocument(json: Array(json.utf8)), style: Self.style) == """
                  ✖ critical firing PostgresNodeDown orders db-b since 2026-01-02T03:01:05.000Z
                    what: db-b does not answer
                    do:   Look at the server: `systemctl status postgresql`, its log, disk and
                      memory, in this order.

                  ▲ warning pending ReplmonReloadFailed since 2026-01-02T03:01:05.000Z
                    what: refused\\u{1B}[1m

                """)
    }

    @Test func saysWhenThereIsNone() throws {
        let document = try AlertsDocument(json: Array(#"{"status":"success","data":{"alerts":[]}}"#.utf8))
        #expect(AlertsTable.render(document, style: Self.style) == "no alert is active\n")
    }
}
