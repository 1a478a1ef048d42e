import ReplmonCtl
import StatusAPI
import Testing

@Suite struct ReplicaSetExplanationTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    private static func member(_ name: String, role: String, _ more: String = "") -> String {
        Documents.node(name, role: role, more: ",\"votes\":1,\"priority\":1,\"hidden\":false" + more)
    }

    private static func set(
        _ name: String = "films", nodes: [String], sightings: [String], reason: String = "electionTimeout"
    ) -> String {
        let cluster = Documents.cluster(name, kind: "mongodb", nodes: nodes)
        return cluster.dropLast() + """
            ,"replica_set":{"availability":{"writable":true,"majority_writable":true,"readable":true,
            "failures_tolerated_for_writes":0,"failures_tolerated_for_majority_writes":0,
            "indispensable":["m-a","m-c"]},"sightings":[\(sightings.joined(separator: ","))],
            "elections":[{"term":7,"primary":"m-a","reason":"\(reason)","prior_primary":"m-b","seen_at":"",
            "age_seconds":12,"without_primary_seconds":3.2}],
            "rollbacks":[{"member":"m-b","count":1,"rollback_id":3,"after":"2026-01-02T03:04:00.000Z",
            "noticed_at":"2026-01-02T03:04:05.000Z","age_seconds":240}]}}
            """
    }

    private static func sighting(
        _ witness: String, _ subject: String, _ state: String?, heard: Double? = nil, message: String? = nil
    ) -> String {
        """
        {"witness":"\(witness)","subject":"\(subject)","reaches":\(state == nil ? "false" : "true"),
         "state":\(state.map { "\"\($0)\"" } ?? "null"),"heard_ago_seconds":\(heard.map { "\($0)" } ?? "null"),
         "message":\(message.map { "\"\($0)\"" } ?? "null")}
        """
    }

    private static let films = set(
        nodes: [
            member("m-a", role: "primary", ",\"oplog_window_seconds\":90000"),
            member(
                "m-b", role: "secondary",
                """
                ,"oplog_window_seconds":93600,"oplog_headroom_seconds":5400,"falls_off_in_seconds":7300
                """),
            member(
                "m-c", role: "startup2",
                """
                ,"oplog_window_unknown_reason":"the oplog is not full yet",
                "initial_sync":{"fraction":0.426,"remaining_seconds":725,"failed_attempts":0}
                """),
        ],
        sightings: [
            sighting("replmon", "m-a", "primary"), sighting("replmon", "m-b", "secondary"),
            sighting("replmon", "m-c", "startup2"), sighting("m-a", "m-b", "secondary"),
            sighting("m-a", "m-c", "startup2"), sighting("m-b", "m-a", "primary"),
            sighting("m-b", "m-c", nil, heard: 0.4, message: "connection refused"),
        ])

    private static func render(_ cluster: String, style: TerminalStyle = plain) throws -> String {
        Explanation.render(try Documents.status(verdict: "ok", clusters: [cluster]), style: style)
    }

    @Test func tellsWhatTheSetCanDoAndWhoSeesWhom() throws {
        #expect(
            try Self.render(Self.films) == """
                ● films  mongodb  OK
                  2 nodes answer, 1 links live
                  as of 2026-01-02T03:04:05.678Z

                AVAILABILITY
                  takes writes; majority writes are acknowledged; one more failure ends writes:
                  m-a, m-c must not fail

                MEMBERS
                  m-a  1 vote, priority 1
                  m-b  1 vote, priority 1
                  m-c  1 vote, priority 1; initial sync 42%, 12 min left

                WHO SEES WHOM
                  SEEN BY  m-a      m-b        m-c
                  replmon  primary  secondary  startup2
                  m-a      ·        secondary  startup2
                  m-b      primary  ·          ✗
                  m-c      ?        ?          ·
                  · itself, ✗ not reached, ? not reported
                  ✗ m-b does not reach m-c: last heard of it 400ms ago; connection refused

                OPLOG
                  NODE  WINDOW  HEADROOM  FALLS OFF
                  m-a    1d01h         -  -
                  m-b    1d02h     1h30m  in 2 h
                  m-c        ?         -  -
                  ? the oplog is not full yet: m-c

                ELECTIONS
                  term 7: m-a, 12 s ago: electionTimeout; before: m-b; 3.2s without a primary

                ROLLBACKS
                  m-b: 1 rollback between 2026-01-02T03:04:00.000Z and 2026-01-02T03:04:05.000Z,
                  4 min ago; rbid is 3

                """)
    }

    /// Members with long names: their table is narrowed while they stay distinct, and without room is a list.
    private static func large(_ count: Int) -> String {
        let names = (0..<count).map { "mongo-\($0).eu-west-1a.prod.example.com:27017" }
        let sightings = names.flatMap { witness in
            names.filter { $0 != witness }.map { subject in
                sighting(witness, subject, witness == names[0] && subject == names[1] ? nil : "secondary")
            }
        }
        return set(nodes: names.map { member($0, role: "secondary") }, sightings: sightings)
    }

    @Test(arguments: [40, 50, 60, 72, 80, 100, 200])
    func fitsTheTerminal(width: Int) throws {
        for cluster in [Self.films, Self.large(3), Self.large(7), Self.large(50)] {
            let text = try Self.render(cluster, style: TerminalStyle(color: false, width: width))
            for line in text.split(separator: "\n") {
                #expect(line.count <= width, "\(line)")
                #expect(line.last != " ")
            }
        }
    }

    @Test func longNamesStayDistinctAndLargeSetsAreAList() throws {
        let three = try Self.render(Self.large(3))
        #expect(three.contains("  mongo-0.…com:27017  ·                   ✗                   secondary\n"))
        let seven = try Self.render(Self.large(7))
        #expect(!seven.contains("SEEN BY"))
        #expect(seven.contains("  mongo-0.eu-west-1a.….example.com:27017  reaches 5 of 6\n"))
        #expect(seven.contains("  replmon  reports nothing\n"))
        #expect(seven.contains("✗ mongo-0.eu-west-1a.prod.example.com:27017 does not reach\n"))
    }

    @Test func textOfServersCannotDriveTheTerminal() throws {
        let name = #"db\u001b[2J\u202e\nb"#
        let cluster = Self.set(
            name,
            nodes: [
                Self.member(
                    name, role: name,
                    """
                    ,"oplog_window_unknown_reason":"\(name)","feature_compatibility_version":"\(name)",
                    "certificate_expires_at":"\(name)","initial_sync":{"failed_attempts":2}
                    """)
            ],
            sightings: [
                Self.sighting(name, "x", name), Self.sighting("x", name, nil, message: name),
            ], reason: name
        ).replacing("\"m-b\"", with: "\"\(name)\"")
        let text = try Self.render(cluster)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x202E })
        #expect(text.contains(#"db\u{1B}[2J"#))
    }
}
