import ReplmonCtl
import StatusAPI
import Testing

@Suite struct StatusTableTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static let orders = Documents.cluster(
        "orders", summary: "3 nodes answer, 2 links live",
        nodes: [
            Documents.node("db-a", role: "primary"), Documents.follower("db-b", of: "db-a"),
            Documents.follower("db-c", of: "db-b", seconds: 1.23, bytes: 1_258_291),
        ], links: [Documents.link("db-b"), Documents.link("db-c", state: "catchup")])

    private static let broken = Documents.cluster(
        "shop", verdict: "critical", summary: "db-b does not answer: Connection refused (and 1 more)",
        nodes: [
            Documents.node("db-a", role: "primary"),
            Documents.silent("db-b", failure: "connect", reason: "db-b: Connection refused"),
        ],
        links: [Documents.link("db-b", state: "unknown")],
        findings: [
            Documents.finding(
                "PostgresNodeDown", severity: "critical",
                summary: "db-b does not answer: connection to server at 10.0.2.10, port 5432 failed: Connection refused"
            ),
            Documents.finding("PostgresReplicationLag", severity: "warning", summary: "late"),
        ],
        unknowns: ["PostgresReplicationStalled", "PostgresReplayBlocked"].map {
            #"{"alert":"\#($0)","node":"db-b","reason":"db-b: Connection refused"}"#
        })

    private static let media = Documents.cluster(
        "media", kind: "mongodb",
        nodes: [
            Documents.node("10.0.1.11:27017", role: "primary"),
            Documents.follower(
                "10.0.1.12:27017", of: "10.0.1.11:27017", role: "secondary", seconds: 7800.4, bytes: nil),
            Documents.node("10.0.1.13:27017", role: "arbiter"),
        ], links: [Documents.link("10.0.1.12:27017")])

    private static func render(
        _ clusters: [String], alerts: [String] = [], cluster: String? = nil, style: TerminalStyle = plain
    ) throws -> String {
        let document = try Documents.status(verdict: "critical", clusters: clusters, alerts: alerts)
        return StatusTable.render(document, cluster: cluster, style: style)
    }

    @Test func healthyClusters() throws {
        #expect(
            try Self.render([Self.orders, Self.media]) == """
                ● orders  postgresql  OK  3 nodes answer, 2 links live                  0.8s ago
                  NODE  ROLE     STATE      UPSTREAM   LAG  BYTES  SEEN  REACH
                  db-a  primary  -          -            -      -  0.8s    377
                  db-b  standby  streaming  db-a      0.0s     0B  0.8s    377
                  db-c  standby  catchup    db-b      1.2s  1.2MB  0.8s    377

                ● media  mongodb  OK  2 nodes answer, 1 links live                      0.8s ago
                  NODE             ROLE       STATE      UPSTREAM           LAG  SEEN  REACH
                  10.0.1.11:27017  primary    -          -                    -  0.8s    377
                  10.0.1.12:27017  secondary  streaming  10.0.1.11:27017  2h10m  0.8s    377
                  10.0.1.13:27017  arbiter    -          -                    -  0.8s    377

                """)
    }

    @Test func brokenCluster() throws {
        let alerts = [
            Documents.alert("PostgresNodeDown", cluster: "shop", node: "db-b"),
            Documents.alert(
                "PostgresReplicationLag", state: "suppressed", cluster: "shop", node: "db-b",
                more: #","inhibited_by":"PostgresNodeDown","stale_reason":"db-b: Connection refused""#),
            Documents.alert("PostgresNoPrimary", state: "resolved", cluster: "shop"),
            Documents.alert("ReplmonReloadFailed", cluster: nil, summary: "replmon.yml:1:1: unknown key"),
        ]
        #expect(
            try Self.render([Self.broken], alerts: alerts) == """
                ✖ shop  postgresql  CRITICAL  db-b does not answer: Connection refuse…  0.8s ago
                  NODE  ROLE      STATE    UPSTREAM  LAG  BYTES   SEEN  REACH
                  db-a  primary   -        -           -      -   0.8s    377
                  db-b  standby?  connect  db-a        ?      ?  3m05s    300
                  ✖ critical PostgresNodeDown: db-b does not answer: connection to server at
                      10.0.2.10, port 5432 failed: Connection refused
                  ▲ warning PostgresReplicationLag: late
                  ? not known: db-b: Connection refused (PostgresReplicationStalled db-b,
                      PostgresReplayBlocked db-b)
                  alert firing: critical PostgresNodeDown db-b since 2026-01-02T03:01:05.000Z
                  alert suppressed: critical PostgresReplicationLag db-b since
                      2026-01-02T03:01:05.000Z; explained by PostgresNodeDown; cannot be judged
                      now: db-b: Connection refused

                replmon itself
                  ✖ critical ReplmonReloadFailed: replmon.yml:1:1: unknown key
                  alert firing: critical ReplmonReloadFailed since 2026-01-02T03:01:05.000Z

                """)
    }

    @Test func aLagThatChangesSaysWhichWay() throws {
        let cluster = Documents.cluster(
            "orders",
            nodes: [
                Documents.node(
                    "db-b", role: "standby", more: #","upstream":"db-a","lag_seconds":12.3,"trend":"falling_behind""#),
                Documents.node(
                    "db-c", role: "standby", more: #","upstream":"db-a","lag_seconds":1.2,"trend":"catching_up""#),
            ], links: [Documents.link("db-b"), Documents.link("db-c")])
        #expect(
            try Self.render([cluster]).split(separator: "\n").dropFirst(2) == [
                "  db-b  standby  streaming  db-a      12.3s↑      ?  0.8s    377",
                "  db-c  standby  streaming  db-a       1.2s↓      ?  0.8s    377",
            ])
    }

    @Test func aNewMemberShowsHowFarItsInitialSyncIsAndARemovedOneNoFault() throws {
        let cluster = Documents.cluster(
            "films", kind: "mongodb",
            nodes: [
                Documents.node(
                    "m-d", role: "startup2",
                    more: #","lag_unknown_reason":"x","initial_sync":{"fraction":0.426,"failed_attempts":0}"#),
                Documents.silent("m-b", failure: "connect", reason: "x").replacing(
                    #""role":"unknown""#, with: #""role":"removed""#),
            ], links: [Documents.link("m-d", state: "unknown")])
        #expect(
            try Self.render([cluster]).split(separator: "\n").dropFirst(2) == [
                "  m-d   startup2  sync 42%  db-a        ?   0.8s    377",
                "  m-b   removed   -         ?           ?  3m05s    300",
            ])
    }

    @Test func oneClusterOfSeveral() throws {
        let alerts = [Documents.alert("ReplmonReloadFailed", cluster: nil)]
        let text = try Self.render([Self.orders, Self.media], alerts: alerts, cluster: "media")
        #expect(text.hasPrefix("● media"))
        #expect(!text.contains("orders"))
        #expect(!text.contains("Replmon"))
    }

    @Test func saysWhatIsThereWhenTheClusterIsNot() throws {
        #expect(
            try Self.render([Self.orders, Self.media], cluster: "oders")
                == "no cluster is named oders; there are: orders, media\n")
        #expect(try Self.render([]) == "no cluster is configured\n")
    }

    @Test func coloursOnlyWhenAsked() throws {
        let colourful = TerminalStyle(color: true, width: 80)
        for clusters in [[Self.orders, Self.media], [Self.broken]] {
            let plain = try Self.render(clusters)
            let painted = try Self.render(clusters, style: colourful)
            #expect(!plain.contains("\u{1B}"))
            #expect(painted.contains("\u{1B}["))
            #expect(painted.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
        }
    }

    @Test(arguments: [40, 50, 60, 72, 80, 100, 200])
    func fitsTheTerminal(width: Int) throws {
        let alerts = [Documents.alert("PostgresNodeDown", cluster: "shop", node: "db-b")]
        for clusters in [[Self.orders], [Self.media], [Self.broken], [Self.longNames]] {
            let text = try Self.render(clusters, alerts: alerts, style: TerminalStyle(color: false, width: width))
            for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        }
    }

    private static let longNames = Documents.cluster(
        "a-replica-set-with-a-name-that-is-much-too-long-for-anyone", kind: "mongodb", verdict: "unknown",
        nodes: [
            Documents.node("mongo-1.eu-west-1a.prod.example.com:27017", role: "primary"),
            Documents.follower(
                "mongo-2.eu-west-1b.prod.example.com:27017", of: "mongo-1.eu-west-1a.prod.example.com:27017",
                role: "secondary", seconds: 0, bytes: nil),
        ], links: [Documents.link("mongo-2.eu-west-1b.prod.example.com:27017")])

    @Test func longNamesAreShortenedInTheMiddleAndStayDistinct() throws {
        #expect(
            try Self.render([Self.longNames]) == """
                ? a-replica-set-w…-long-for-anyone  mongodb  UNKNOWN  2 nodes answer,…  0.8s ago
                  NODE               ROLE       STATE      UPSTREAM            LAG  SEEN  REACH
                  mongo-1.…om:27017  primary    -          -                     -  0.8s    377
                  mongo-2.…om:27017  secondary  streaming  mongo-1.…om:27017  0.0s  0.8s    377

                """)
    }

    @Test func namesCannotDriveTheTerminal() throws {
        let name = #"db\u001b[2J\u202e\nb"#
        let cluster = Documents.cluster(
            name, verdict: #"\u001b"#, summary: name,
            nodes: [Documents.silent(name, failure: name, reason: name), Documents.follower("x", of: name)],
            links: [Documents.link("x", state: name)],
            findings: [Documents.finding(name, severity: name, summary: name)])
        let text = try Self.render([cluster], alerts: [Documents.alert(name, state: name, cluster: name, node: name)])
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
        #expect(text.contains(#"db\u{1B}[2J"#))
    }
}
