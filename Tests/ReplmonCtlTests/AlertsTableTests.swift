import ReplmonCtl
import StatusAPI
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

    @Test func marksWhatIsSilencedOrAcknowledgedAndWhatIsOver() throws {
        let json = """
            {"version":1,"status":"success","data":{"alerts":[
            {"labels":{"alertname":"PostgresNodeDown","severity":"critical","cluster":"orders","node":"db-b"},
             "annotations":{"summary":"db-b does not answer","silenced_by":"1f2e3d4c","acknowledged_by":"anna",
               "acknowledged_comment":"on it","flapping":"true","action":"Look."},
             "state":"firing","activeAt":"2026-01-02T03:01:05.000Z","value":"2"},
            {"labels":{"alertname":"MongoNoPrimary","severity":"critical","cluster":"media"},
             "annotations":{"summary":"no primary","resolved_at":"2026-01-02T03:02:05.000Z","action":"Look."},
             "state":"resolved","activeAt":"2026-01-02T03:01:05.000Z","value":"2"}]}}
            """
        #expect(
            AlertsTable.render(try AlertsDocument(json: Array(json.utf8)), style: Self.style) == """
                  ✖ critical firing PostgresNodeDown orders db-b since 2026-01-02T03:01:05.000Z
                    what: db-b does not answer
                    note: silenced by 1f2e3d4c; acknowledged by anna (on it); comes and goes
                    do:   Look.

                  ● resolved MongoNoPrimary media from 2026-01-02T03:01:05.000Z to
                      2026-01-02T03:02:05.000Z
                    what: no primary

                """)
    }

    @Test func saysWhenThereIsNone() throws {
        let document = try AlertsDocument(json: Array(#"{"status":"success","data":{"alerts":[]}}"#.utf8))
        #expect(AlertsTable.render(document, style: Self.style) == "no alert is active\n")
    }
}
