import ReplmonCtl
import StatusAPI
import Testing

@Suite struct ExplanationTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func readiness(_ members: String) -> String {
        """
        ,"readiness":{"rank":null,"loss_bytes":0,"loss_seconds":0,"backlog_bytes":0,"obstacles":[]\(members)}
        """
    }

    private static let shop = Documents.cluster(
        "shop", verdict: "critical", summary: "slot db_c is lost (and 1 more)",
        nodes: [
            Documents.node(
                "db-a", role: "primary",
                more: """
                    ,"rates":{"generated_bytes_per_second":3250586},"slots":[
                    {"name":"db_c","type":"physical","active":false,"wal_status":"lost","retained_bytes":5368709120},
                    {"name":"db_b","type":"physical","active":true,"wal_status":"extended","retained_bytes":1258291,
                     "safe_bytes":67108864,"seconds_to_loss":240.5}],"slots_not_listed":3
                    """),
            Documents.node(
                "db-b", role: "standby",
                more: """
                    ,"upstream":"db-a","lag_seconds":12.3,"lag_bytes":1258291,"trend":"falling_behind",
                    "falling_behind_bytes_per_second":1048576,
                    "rates":{"received_bytes_per_second":3250586,"replayed_bytes_per_second":2202010}
                    ,"readiness":{"rank":1,"loss_bytes":0,"loss_seconds":0,"backlog_bytes":1258291,
                    "backlog_seconds":0.2,"obstacles":["max_connections 50 is less than 100 on db-a"]}
                    """),
            Documents.node(
                "db-c", role: "standby",
                more: """
                    ,"readiness":{"rank":null,"loss_bytes_unknown_reason":"no fresh position","loss_seconds":null,
                    "backlog_bytes":0,"obstacles":["it needs a rebuild","replay is paused"]}
                    """),
        ],
        links: [
            """
            {"upstream":"db-a","downstream":"db-b","state":"streaming","lag_seconds":12.3,"lag_bytes":1258291,
             "evidence":{"client_addr":"10.0.2.10","wal_sender_state":"streaming"}}
            """,
            #"{"upstream":null,"downstream":"db-c","state":"disconnected","evidence":{}}"#,
        ],
        findings: [
            """
            {"alert":"PostgresSlotLost","severity":"critical","node":"db-a","summary":"slot db_c is lost",
             "evidence":{"db_c":"lost, held 5.0GB","max_slot_wal_keep_size":"64MB"}}
            """,
            Documents.finding("OfALaterRelease", severity: "warning", summary: "something new"),
        ],
        unknowns: [
            #"{"alert":"PostgresReplayBlocked","node":"db-c","reason":"db-c: no privilege"}"#,
            #"{"alert":"PostgresReplicationLag","node":"db-c","reason":"db-c: no privilege"}"#,
        ])

    private static let alerts = [
        Documents.alert("PostgresSlotLost", cluster: "shop", node: "db-a"),
        Documents.alert(
            "PostgresReplicationLag", state: "suppressed", cluster: "shop", node: "db-c",
            more: #","inhibited_by":"PostgresSlotLost","stale_reason":"db-c: no privilege""#),
        Documents.alert("PostgresNodeDown", state: "resolved", cluster: "shop", node: "db-c"),
        Documents.alert("ReplmonReloadFailed", cluster: nil),
    ]

    private static func render(
        _ clusters: [String] = [shop], cluster: String? = nil, style: TerminalStyle = plain
    ) throws -> String {
        let document = try Documents.status(verdict: "critical", clusters: clusters, alerts: alerts)
        return Explanation.render(document, cluster: cluster, style: style)
    }

    @Test func tellsEverythingInTheOrderInWhichItIsNeeded() throws {
        #expect(
            try Self.render() == """
                ✖ shop  postgresql  CRITICAL
                  slot db_c is lost (and 1 more)
                  as of 2026-01-02T03:04:05.678Z

                FINDINGS
                  ✖ critical PostgresSlotLost db-a
                    slot db_c is lost
                      db_c                    lost, held 5.0GB
                      max_slot_wal_keep_size  64MB
                    alert: firing since 2026-01-02T03:01:05.000Z
                    means: A replication slot is lost (its WAL was removed), invalid, or gone
                           while a standby still asks for it. Its consumer cannot continue from
                           where it stopped. The alert stays until it is acknowledged.
                    do:    A standby with an archive catches up from there; any other must be
                           rebuilt with `pg_basebackup`. Then drop the slot and create it again,
                           and close the alert with `replmon ctl ack PostgresSlotLost`.

                  ▲ warning OfALaterRelease
                    something new

                NOT KNOWN
                  ? db-c: no privilege
                    leaves open: PostgresReplayBlocked db-c, PostgresReplicationLag db-c

                OTHER ALERTS
                  ✖ critical PostgresReplicationLag db-c
                    alert: suppressed since 2026-01-02T03:01:05.000Z; explained by
                           PostgresSlotLost; cannot be judged now: db-c: no privilege
                    means: A standby applies WAL later than the primary wrote it, by more than
                           its declared delay: queries on it see data that old.
                    do:    Find the stage that is behind (sent, received, replayed; `replmon ctl
                           status` shows the bytes): network, disk, or a conflicting query on
                           the standby.

                WAL
                  db-a  writes 3.1MB/s
                  db-b  receives 3.1MB/s, replays 2.1MB/s; falls behind by 1.0MB/s

                LINKS
                  db-a → db-b  streaming, 12.3s and 1.2MB behind
                      client_addr       10.0.2.10
                      wal_sender_state  streaming
                  ? → db-c  disconnected, lag not known

                REPLICATION SLOTS
                  NODE  SLOT  TYPE      USE       WAL       RETAINED  SAFE      LOSS
                  db-a  db_c  physical  inactive  lost         5.0GB     -         -
                  db-a  db_b  physical  active    extended     1.2MB  64MB  in 4 min
                  and 3 more slots on db-a

                FAILOVER
                  1. db-b loses 0B, 200ms of replay to do; max_connections 50 is less than 100
                      on db-a
                  – db-c must not be promoted: it needs a rebuild; replay is paused (loss not
                      known: no fresh position, nothing to replay)


                REPLMON ITSELF
                  ✖ critical ReplmonReloadFailed
                    alert: firing since 2026-01-02T03:01:05.000Z
                    means: The configuration file was refused at the last reload; replmon
                           continues with the previous one.
                    do:    Run `replmon check-config`, correct what it reports, and reload
                           again.

                """)
    }

    @Test func aHealthyClusterIsToldShortly() throws {
        let cluster = Documents.cluster(
            "orders", nodes: [Documents.node("db-a", role: "primary"), Documents.follower("db-b", of: "db-a")],
            links: [Documents.link("db-b")])
        #expect(
            try Self.render([cluster], cluster: "orders") == """
                ● orders  postgresql  OK
                  2 nodes answer, 1 links live
                  as of 2026-01-02T03:04:05.678Z

                LINKS
                  db-a → db-b  streaming, lag not known

                """)
    }

    @Test func oneClusterOfSeveral() throws {
        let text = try Self.render([Documents.cluster("orders"), Self.shop], cluster: "orders")
        #expect(text.contains("orders") && !text.contains("shop") && !text.contains("Replmon"))
        let all = try Self.render([Documents.cluster("orders"), Self.shop])
        #expect(all.contains("orders") && all.contains("shop") && all.contains("ReplmonReloadFailed"))
        #expect(try Self.render([]) == "no cluster is configured\n")
    }

    @Test func coloursOnlyWhenAsked() throws {
        let plain = try Self.render()
        let painted = try Self.render(style: TerminalStyle(color: true, width: 80))
        #expect(!plain.contains("\u{1B}"))
        #expect(painted.contains("\u{1B}["))
        #expect(painted.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test(arguments: [40, 50, 60, 72, 80, 100, 200])
    func fitsTheTerminal(width: Int) throws {
        let long = String(repeating: "a_long_name_", count: 5)
        let node = Documents.node(
            long, role: "primary",
            more: """
                ,"slots":[{"name":"\(long)b","type":"physical","active":false,"wal_status":"unreserved",
                "retained_bytes":1258291,"seconds_to_loss":2000}]
                """)
        let finding = """
            {"alert":"PostgresSlotLost","severity":"critical","node":"\(long)","summary":"\(long)",
             "evidence":{"\(long)":"\(long)\(long)"}}
            """
        let wide = Documents.cluster(
            long, verdict: "critical", summary: long, nodes: [node], links: [Documents.link(long)], findings: [finding])
        for clusters in [[Self.shop], [wide]] {
            let text = try Self.render(clusters, style: TerminalStyle(color: false, width: width))
            for line in text.split(separator: "\n") {
                #expect(line.count <= width, "\(line)")
                #expect(line.last != " ")
            }
        }
    }

    @Test func namesCannotDriveTheTerminal() throws {
        let name = #"db\u001b[2J\u202e\nb"#
        let node = Documents.node(
            name, role: name,
            more: """
                ,"slots":[{"name":"\(name)","type":"\(name)","active":true,"wal_status":"\(name)"}],"slots_not_listed":1,
                "rates":{"generated_bytes_per_second":1},
                "readiness":{"rank":1,"loss_bytes_unknown_reason":"\(name)","backlog_bytes_unknown_reason":"\(name)",
                "obstacles":["\(name)"]}
                """)
        let finding = """
            {"alert":"\(name)","severity":"\(name)","node":"\(name)","summary":"\(name)","evidence":{"\(name)":"\(name)"}}
            """
        let cluster = Documents.cluster(
            name, kind: name, verdict: name, summary: name, nodes: [node], links: [Documents.link(name, state: name)],
            findings: [finding], unknowns: [#"{"alert":"\#(name)","node":"\#(name)","reason":"\#(name)"}"#])
        let document = try Documents.status(
            verdict: name, clusters: [cluster], alerts: [Documents.alert(name, state: name, cluster: nil, node: name)])
        let text = Explanation.render(document, style: Self.plain)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
        #expect(text.contains(#"db\u{1B}[2J"#))
    }
}
