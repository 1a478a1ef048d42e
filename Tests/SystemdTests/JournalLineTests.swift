import Testing

@testable import Systemd

struct JournalLineTests {
    private func line(_ fields: [(String, String)], prefix: JournalLinePrefix = .level) -> String {
        JournalLine(entry: fields.compactMap { JournalField(name: $0.0, value: $0.1) }, prefix: prefix).text
    }

    @Test func showsTheMessageAndWhatAReaderCanUse() {
        let fields = [
            ("MESSAGE", "standby behind"), ("PRIORITY", "4"), ("MESSAGE_ID", "0123"), ("SYSLOG_IDENTIFIER", "replmon"),
            ("CODE_FILE", "a.swift"), ("REPLMON_NODE", "db-b"), ("EVIDENCE", String(repeating: "x", count: 121)),
        ]
        #expect(line(fields) == "warning: standby behind REPLMON_NODE=db-b")
        #expect(line(fields, prefix: .priority) == "<4>standby behind REPLMON_NODE=db-b")
        #expect(line(fields, prefix: .colouredLevel) == "\u{1B}[33mwarning:\u{1B}[0m standby behind REPLMON_NODE=db-b")
    }

    @Test func nothingInAValueStartsALineOrDrivesTheTerminal() {
        let hostile = "a\nb\r\n<0>forged\u{1B}[2J\u{9B}31m\u{202E}x\u{2028}y\0\u{7F}"
        let text = line([("MESSAGE", hostile), ("NODE", hostile)])
        let escaped = #"a\nb\u{D}\n<0>forged\u{1B}[2J\u{9B}31m\u{202E}x\u{2028}y\u{0}\u{7F}"#
        #expect(text == "info: \(escaped) NODE=\"\(escaped)\"")
    }

    @Test func aValueCannotPassForAnotherField() {
        #expect(line([("MESSAGE", "m"), ("NODE", "a ALERT=\"x")]) == #"info: m NODE="a ALERT=\"x""#)
        #expect(line([("MESSAGE", "m"), ("NODE", "")]) == #"info: m NODE="""#)
    }

    @Test(arguments: [("-7", "<0>m"), ("99", "<7>m"), ("high", "<6>m")])
    func badPrioritiesAreClamped(priority: String, expected: String) {
        #expect(line([("MESSAGE", "m"), ("PRIORITY", priority)], prefix: .priority) == expected)
    }
}
