import Foundation
import Testing

/// Against a real journald, in namespaces of its own.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
struct JournaldTests {
    private let identifier = "7d4a3f0c5be14cdb9ac0a5c2f1f7a9e1"

    private func inLab(_ command: [String]) throws -> [String] {
        let end = try LabCommand.run([LabCommand.lab + "/jlab.sh", "-t", "50"] + command)
        #expect(end.status == 0, "\(end.lines)")
        return end.lines
    }

    @Test func everyFieldArrives() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            PROBE_JOURNAL=1 "$0" log \(identifier) && journalctl --sync
            journalctl -q -a -o json MESSAGE_ID=\(identifier)
            """, LabCommand.probe,
        ])
        try #require(lines.count == 2 && lines.first == "flushed true", "\(lines)")
        let json = try JSONSerialization.jsonObject(with: Data(lines[1].utf8))
        let entry = try #require(json as? [String: Any])
        let expected = [
            "MESSAGE": "standby db-b\nstopped streaming", "PRIORITY": "3", "SYSLOG_IDENTIFIER": "systemd-probe",
            "REPLMON_CLUSTER": "orders", "ALERT": "PostgresStandbyDisconnected", "CODE_FUNC": "log(_:)",
            "REPLMON_EVIDENCE": String(repeating: "é\n", count: 4_000),
        ]
        for (name, value) in expected { #expect(entry[name] as? String == value, "\(name)") }
        #expect(entry["CODE_LINE"] as? String != nil && entry["CODE_FILE"] as? String != nil)
    }

    @Test func aStoppedJournaldDelaysNobodyAndLossesAreCounted() throws {
        let lines = try inLab([LabCommand.lab + "/stopped-journald.sh", LabCommand.probe, "10000", identifier])
        let words = lines.flatMap { $0.split(separator: " ").map(String.init) }
        try #require(words.count == 8, "\(lines)")
        #expect(try #require(Double(words[1])) < 2_000, "10,000 entries took \(words[1]) ms to queue")
        #expect(words[2] == "true", "journald was to be stuck")
        let (dropped, arrived) = (try #require(Int(words[5])), try #require(Int(words[7])))
        #expect(words[4] == "true" && dropped + arrived == 10_000 && arrived >= 1_024, "\(lines)")
    }

    @Test func withoutJournaldTheEntryGoesToStandardError() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            kill $(pidof systemd-journald); while pidof -q systemd-journald; do sleep 0.01; done
            PROBE_JOURNAL=1 "$0" log \(identifier)
            rm /run/systemd/journal/socket
            PROBE_JOURNAL=1 "$0" log \(identifier)
            """, LabCommand.probe,
        ])
        let line = #"<3>standby db-b\nstopped streaming ALERT=PostgresStandbyDisconnected REPLMON_CLUSTER=orders"#
        #expect(lines == [line, "flushed true", line, "flushed true"])
    }

    @Test func aServiceOfTheJournalStreamLogsNatively() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            exec 3>&2 2> >(systemd-cat)
            JOURNAL_STREAM=$(stat -L -c %d:%i /dev/stderr) "$0" log \(identifier)
            journalctl --sync; journalctl -q -o json MESSAGE_ID=\(identifier) | wc -l
            """, LabCommand.probe,
        ])
        #expect(lines == ["flushed true", "1"])
    }
}
