import Logging
import Testing

@testable import Systemd

struct JournalLogHandlerTests {
    private let journal = Journal(writer: JournalWriter(destination: .stderr(prefix: .level), descriptor: -1))

    private func fields(
        _ handler: JournalLogHandler, level: Logger.Level = .warning, metadata: Logger.Metadata? = nil
    ) -> [String: String] {
        let event = LogEvent(
            level: level, message: "behind", metadata: metadata, source: nil, file: "M/F.swift", function: "f()",
            line: 7)
        return Dictionary(handler.fields(of: event).map { ($0.name, $0.value) }) { "\($0) and \($1)" }
    }

    @Test func anEventBecomesTheFieldsOfTheJournal() {
        var handler = JournalLogHandler(journal: journal, identifier: "replmon")
        handler[metadataKey: "cluster"] = "orders"
        handler[metadataKey: "node"] = "db-a"
        let expected = [
            "MESSAGE": "behind", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "replmon", "CODE_FILE": "M/F.swift",
            "CODE_LINE": "7", "CODE_FUNC": "f()", "CLUSTER": "orders", "NODE": "db-b", "MESSAGE_ID": "0123",
        ]
        #expect(fields(handler, metadata: ["node": "db-b", "MESSAGE_ID": "0123"]) == expected)
    }

    @Test(arguments: zip(Logger.Level.allCases, ["7", "7", "6", "5", "4", "3", "2"]))
    func levelsArePriorities(level: Logger.Level, priority: String) {
        #expect(fields(JournalLogHandler(journal: journal, identifier: "t"), level: level)["PRIORITY"] == priority)
    }

    @Test func metadataCannotForgeTheEventItself() {
        let handler = JournalLogHandler(journal: journal, identifier: "t")
        let fields = fields(handler, metadata: ["message": "forged", "Priority": "0"])
        #expect(fields["MESSAGE"] == "behind" && fields["PRIORITY"] == "4")
        #expect(fields["METADATA_MESSAGE"] == "forged" && fields["METADATA_PRIORITY"] == "0")
    }

    @Test func theProviderIsAskedForEachEvent() {
        let provider = Logger.MetadataProvider { ["node": "db-c"] }
        var handler = JournalLogHandler(journal: journal, identifier: "t", metadataProvider: provider)
        handler[metadataKey: "node"] = "db-a"
        #expect(fields(handler)["NODE"] == "db-c")
    }
}
