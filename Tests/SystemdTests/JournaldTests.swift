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
        try #require(words.count == 10, "\(lines)")
        #expect(try #require(Double(words[1])) < 2_000, "10,000 entries took \(words[1]) ms to queue")
        #expect(words[2] == "true", "journald was to be stuck")
        let (dropped, arrived) = (try #require(Int(words[5])), try #require(Int(words[7])))
        #expect(words[4] == "true" && dropped + arrived == 10_000 && arrived >= 1_024, "\(lines)")
        #expect(words[9] == words[5], "the journal itself says how many are missing: \(lines)")
    }

    @Test func aRestartedJournaldIsFoundAgain() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            coproc PROBE { "$0" say \(identifier) 2>&1; }
            say() { echo "$1" >&"${PROBE[1]}"; read -r reply <&"${PROBE[0]}"; echo "$reply"; }
            say before
            kill $(pidof systemd-journald); while pidof -q systemd-journald; do sleep 0.01; done
            say between; read -r reply <&"${PROBE[0]}"; echo "$reply"
            /lib/systemd/systemd-journald 2>/dev/null & journald=$!
            while ! journalctl --sync 2>/dev/null; do sleep 0.01; done
            say after
            journalctl --sync; journalctl -q -o cat MESSAGE_ID=\(identifier)
            kill $journald
            """, LabCommand.probe,
        ])
        #expect(
            lines == ["flushed true", "<6>between", "flushed true", "flushed true", "before", "after"], "\(lines)")
    }

    @Test func whatAHungJournaldDidNotTakeGoesToStandardErrorAtTheEnd() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            journald=$(pidof systemd-journald); trap 'kill -CONT $journald' EXIT; kill -STOP $journald
            coproc PROBE { "$0" flood 10000 \(identifier) 2> /dev/null; }
            read -r queued <&"${PROBE[0]}"
            "$0" leave \(identifier)
            """, LabCommand.probe,
        ])
        // The first entry is on its way; whether it arrives is journald's.
        #expect(lines == ["<6>two", "<6>three", "flushed false"])
    }

    @Test func aFullJournalDelaysNobody() throws {
        let lines = try inLab([
            "bash", "-c",
            """
            dd if=/dev/zero of=/run/log/journal/full bs=1M status=none 2>/dev/null
            "$0" flood 5000 \(identifier) <<< go
            rm /run/log/journal/full
            echo again | "$0" say \(identifier)
            journalctl --sync; journalctl -q -o cat MESSAGE_ID=\(identifier) | tail -n 1
            """, LabCommand.probe,
        ])
        try #require(lines.count == 4, "\(lines)")
        let elapsed = lines[0].split(separator: " ").dropFirst().first.flatMap { Double($0) }
        #expect(try #require(elapsed) < 2_000, "\(lines)")
        #expect(lines[1].hasPrefix("flushed true"), "\(lines)")
        #expect(lines[2...] == ["flushed true", "again"], "\(lines)")
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
