import ReplicationCore
import ReplmonCtl
import StatusAPI
import Testing

@Suite struct PluginOutputTests {
    private static let now = WallInstant(milliseconds: 1_767_323_046_000)

    private static let shop = Documents.cluster(
        "shop", verdict: "critical", summary: "db-b does not answer: Connection refused (and 1 more)",
        nodes: [
            Documents.node("db-a", role: "primary"),
            Documents.silent("db-b", failure: "connect", reason: "db-b: Connection refused"),
            Documents.follower("db-c", of: "db-a", seconds: 3.2),
        ])

    private static func check(
        _ cluster: String, of clusters: [String], limits: PluginOutput.Limits = .init(), wallNow: WallInstant = now
    ) throws -> PluginOutput {
        let document = try Documents.status(verdict: "ok", clusters: clusters)
        return PluginOutput.of(document, cluster: cluster, limits: limits, wallNow: wallNow)
    }

    /// The output as the guidelines describe it, whole: text without a bar, then labels in quotes, values with a unit, and
    /// ranges.
    private static func follows(_ line: String) -> Bool {
        let number = #"-?[0-9]+(\.[0-9]+)?"#
        let range = "(@?((~|\(number))?:)?(\(number))?)"
        let datum =
            "'([^'=|]|'')+'=(\(number)(s|us|ms|%|B|KB|MB|TB|c)?|U);\(range)?;\(range)?;(\(number))?;(\(number))?"
        let pattern = "[A-Z]+ (OK|WARNING|CRITICAL|UNKNOWN) - [^|\\n]+( \\| \(datum)( \(datum))*)?"
        guard let regex = try? Regex(pattern) else { return false }
        return line.wholeMatch(of: regex) != nil
    }

    @Test func oneLineWithTheVerdictAndTheLags() throws {
        let output = try Self.check(
            "shop", of: [Self.shop], limits: .init(warning: .seconds(10), critical: .seconds(60)))
        #expect(
            output.line == """
                REPLMON CRITICAL - shop: db-b does not answer: Connection refused (and 1 more) \
                | 'lag_db-b'=U;10;60;0; 'lag_db-c'=3.2s;10;60;0;
                """)
        #expect(output.status == 2 && Self.follows(output.line))
        let plain = try Self.check("shop", of: [Self.shop])
        #expect(plain.line.hasSuffix("| 'lag_db-b'=U;;;0; 'lag_db-c'=3.2s;;;0;") && Self.follows(plain.line))
    }

    @Test(
        arguments: [
            ("ok", 0.0, 0), ("ok", 10, 0), ("ok", 10.001, 1), ("ok", 60, 1), ("ok", 60.001, 2), ("warning", 60.5, 2),
            ("critical", 0, 2), ("unknown", 0, 3), ("unknown", 11, 1), ("of a later release", 0, 3),
        ] as [(String, Double, Int32)])
    func lagsBeyondTheLimitsMakeItWorse(verdict: String, lag: Double, status: Int32) throws {
        let cluster = Documents.cluster(
            "shop", verdict: verdict, nodes: [Documents.follower("db-b", of: "db-a", seconds: lag)])
        let limits = PluginOutput.Limits(warning: .seconds(10), critical: .seconds(60))
        #expect(try Self.check("shop", of: [cluster], limits: limits).status == status)
        #expect(try Self.check("shop", of: [cluster]).status == ExitStatus.of(Verdict(word: verdict)))
    }

    @Test func theWorstLagIsTheReason() throws {
        let cluster = Documents.cluster(
            "shop",
            nodes: [
                Documents.follower("db-b", of: "db-a", seconds: 20),
                Documents.follower("db-c", of: "db-a", seconds: 90),
            ])
        let limits = PluginOutput.Limits(warning: .seconds(10), critical: .seconds(60))
        let line = try Self.check("shop", of: [cluster], limits: limits).line
        #expect(line.hasPrefix("REPLMON CRITICAL - shop: db-c is 1m30s behind | "))
    }

    @Test func aLagThatIsNotKnownIsUnknownWhenItIsAskedFor() throws {
        let cluster = Documents.cluster(
            "shop",
            nodes: [Documents.node("db-b", role: "standby", more: #","lag_unknown_reason":"no history yet""#)])
        let output = try Self.check("shop", of: [cluster], limits: .init(critical: .seconds(60)))
        #expect(output.line == "REPLMON UNKNOWN - shop: lag of db-b not known: no history yet | 'lag_db-b'=U;;60;0;")
        #expect(output.status == 3)
        #expect(try Self.check("shop", of: [cluster]).status == 0)
    }

    @Test func aConfiguredDelayIsNoLag() throws {
        let cluster = Documents.cluster(
            "media", kind: "mongodb",
            nodes: [
                Documents.node("m-c", role: "secondary", more: #","lag_seconds":3601.5,"delay_seconds":3600"#)
            ])
        let output = try Self.check("media", of: [cluster], limits: .init(warning: .seconds(10)))
        #expect(output.status == 0 && output.line.hasSuffix("| 'lag_m-c'=3601.5s;3610;;0;"))
    }

    @Test func whatIsNotThereOrTooOldIsUnknown() throws {
        let missing = try Self.check("shopp", of: [Self.shop])
        #expect(missing.line == "REPLMON UNKNOWN - no cluster is named shopp; the nearest: shop" && missing.status == 3)
        let late = WallInstant(milliseconds: Self.now.milliseconds + 60_000)
        let old = try Self.check("shop", of: [Self.shop], wallNow: late)
        #expect(old.line == "REPLMON UNKNOWN - the daemon's data are 1m00s old" && old.status == 3)
        // A clock that was set back is no reason to doubt.
        let early = WallInstant(milliseconds: Self.now.milliseconds - 3_600_000)
        #expect(try Self.check("shop", of: [Self.shop], wallNow: early).status == 2)
        #expect(PluginOutput.unknown("a\nb|c").line == "REPLMON UNKNOWN - a b/c")
    }

    @Test func aDaemonThatIsNotThereIsUnknown() {
        let error = DaemonClientError.notRunning(socket: "/run/replmon/control.sock", reason: "Connection refused")
        #expect(
            PluginOutput.unknown(error)
                == PluginOutput.unknown("no daemon on /run/replmon/control.sock: Connection refused"))
        #expect(PluginOutput.unknown(error).status == 3 && !PluginOutput.unknown(error).line.hasSuffix("..."))
    }

    @Test(arguments: [
        #"a|b"#, #"it's = \"x\""#, #"\u001b[2J\u202e"#, "ü 数据", " ", "'", "=", #"\\"#,
        String(repeating: "long_", count: 2000),
    ])
    func namesCannotBreakTheLine(name: String) throws {
        let cluster = Documents.cluster(
            name, verdict: "warning", summary: name,
            nodes: [
                Documents.follower(name, of: "db-a", seconds: 1e300),
                Documents.follower(name, of: "db-a", seconds: -1.5),
            ])
        let document = try Documents.status(verdict: "ok", clusters: [cluster])
        let output = PluginOutput.of(
            document, cluster: document.clusters[0].name, limits: .init(warning: .seconds(1)), wallNow: Self.now)
        #expect(Self.follows(output.line), "\(output.line.prefix(300))")
        let text = try #require(output.line.split(separator: "|").first)
        #expect(text.count <= 81)
        #expect(output.line.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
}
