import ReplmonCtl
import StatusAPI
import Testing

@Suite struct CompletionTests {
    private static func document() throws -> StatusDocument {
        var document = try Documents.status(
            verdict: "ok",
            clusters: [
                Documents.cluster("orders", nodes: [Documents.node("db-b", role: "standby")]),
                Documents.cluster("media", nodes: [Documents.node("10.0.1.11:27017", role: "primary")]),
                Documents.cluster(#"bad\u001b[2J"#),
            ],
            alerts: [
                Documents.alert("PostgresNodeDown", cluster: "orders"),
                Documents.alert("PostgresNodeDown", cluster: "shop"),
                Documents.alert("MongoNoPrimary", state: "resolved", cluster: "media"),
            ])
        let silences =
            #"{"version":1,"silences":[{"id":"1f2e3d4c","starts_at":"","ends_at":"","author":"","reason":""}]}"#
        document.silences = try SilencesDocument(json: Array(silences.utf8)).silences
        return document
    }

    @Test func namesAreThoseThatTheDaemonKnows() throws {
        let document = try Self.document()
        func names(_ kind: Completion.Kind, _ words: String...) -> [String] {
            Completion.names(kind, in: document, words: words)
        }
        #expect(names(.cluster) == ["media", "orders"])
        #expect(names(.node) == ["10.0.1.11:27017", "db-b"])
        #expect(names(.node, "--cluster", "orders", "--node") == ["db-b"])
        #expect(names(.node, "--cluster", "=", "media", "--node") == ["10.0.1.11:27017"])
        #expect(names(.alert) == ["PostgresNodeDown"] && names(.silence) == ["1f2e3d4c"])
        #expect(names(.explainable).contains("MongoNoPrimary") && names(.explainable).contains("orders"))
    }

    @Test(
        arguments: [
            (["replmon", "ctl", "status", "--socket", "/a b"], "/a b"), (["--socket=/x", "y"], "/x"),
            (["--socket", "=", "/x"], "/x"), (["--socket", "'/x'"], "/x"), (["--socket"], nil), (["--socket="], nil),
            (["replmon", "ctl", "--socket", "/x", "silence", "list", ""], "/x"),
            (["status"], nil), ([], nil),
        ] as [([String], String?)])
    func theSocketIsThatOfTheCommandLine(words: [String], socket: String?) {
        #expect(Completion.socket(in: words) == socket)
    }

    @Test(arguments: [
        (["--node", ""], 1, ["10.0.1.11:27017", "10.0.1.12:27017", "db-b"]),
        (["--node", "10.0.1.11", ":", ""], 3, ["27017"]), (["--node", "10.0.1.11", ":"], 2, ["27017"]),
        (["--node", "10.0.1.12", ":", "27"], 3, ["27017"]), (["--node", "x", ":", ""], 3, []),
        ([":"], 0, ["10.0.1.11:27017", "10.0.1.12:27017", "db-b"]),
        (["a"], 7, ["10.0.1.11:27017", "10.0.1.12:27017", "db-b"]),
        (["a"], -1, ["10.0.1.11:27017", "10.0.1.12:27017", "db-b"]),
    ])
    func colonsOfBashAreUndone(words: [String], index: Int, offered: [String]) {
        let names = ["10.0.1.11:27017", "10.0.1.12:27017", "db-b"]
        #expect(Completion.names(names, afterColonsIn: words, at: index) == offered)
    }
}
