import Foundation
import Testing

/// The shipped unit with the real daemon under the distribution's systemd, as an admin meets it: one boot, in which
/// `Lab/boot-replmon.sh` goes through the service's life and notes what it sees.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
struct ReplmonServiceTests {
    /// Of `PostgresNodeDown`: written down here because scripts select by it, so it must never change.
    private static let messageID = "8b7bffbc6c1d4f5f9b355054f32d1e85"

    private static let boot = Result {
        try LabCommand.run(
            [LabCommand.lab + "/boot-replmon.sh", LabCommand.built("replmon"), messageID], limit: 110)
    }

    private let seen: [String: String]

    init() throws {
        let end = try Self.boot.get()
        try #require(end.status == 0, "\(end.lines.joined(separator: "\n"))")
        let notes = end.lines.map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        seen = Dictionary(notes.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }) { first, _ in first }
    }

    /// Exit status and milliseconds of a step.
    private func step(_ name: String) throws -> (status: Int, milliseconds: Int) {
        let numbers = try #require(seen[name]).split(separator: " ").compactMap { Int($0) }
        try #require(numbers.count == 2, "\(name): \(seen[name] ?? "")")
        return (numbers[0], numbers[1])
    }

    @Test func itIsReadyWhileItsDatabaseIsDownAndSaysSo() {
        #expect(seen["started"] == "active running")
        #expect(seen["status"] == #""1 cluster, 0/1 nodes answer: orders critical""#)
        #expect(seen["http"] == "HTTP/1.1 200 OK")
    }

    @Test func anAlertIsFoundInTheJournalByItsMessageID() throws {
        let json = try JSONSerialization.jsonObject(with: Data(try #require(seen["entry"]).utf8))
        let entry = try #require(json as? [String: Any]).compactMapValues { $0 as? String }
        let expected = [
            "REPLMON_CLUSTER": "orders", "REPLMON_NODE": "db-a", "REPLMON_ALERT": "PostgresNodeDown",
            "REPLMON_SEVERITY": "critical", "REPLMON_STATE": "firing", "PRIORITY": "2", "SYSLOG_IDENTIFIER": "replmon",
            "MESSAGE_ID": Self.messageID, "_SYSTEMD_UNIT": "replmon.service", "_TRANSPORT": "journal",
        ]
        for (name, value) in expected { #expect(entry[name] == value, "\(name)") }
        #expect(entry["MESSAGE"]?.hasPrefix("PostgresNodeDown orders/db-a firing (critical): ") == true)
        let evidence = try JSONSerialization.jsonObject(with: Data(try #require(entry["REPLMON_EVIDENCE"]).utf8))
        #expect((evidence as? [String: Any])?["reason"] as? String == "connect")
    }

    @Test func theControlSocketIsForRootAndTheGroup() {
        #expect(seen["socket"] == "srw-rw---- replmon")
        #expect(seen["ctl-root"]?.hasPrefix("2 ") == true && seen["ctl-root"]?.contains("CRITICAL") == true)
        #expect(seen["ctl-member"] == seen["ctl-root"])
        #expect(seen["ctl-stranger"]?.hasPrefix("3 replmon: no permission") == true)
    }

    @Test func aReloadTakesEffectBeforeSystemctlReturns() throws {
        #expect(try step("reload-good").status == 0)
        #expect(seen["nodes-after-good"] == "db-a db-b")
    }

    @Test func aBadFileFailsTheReloadAndChangesNothing() throws {
        #expect(try step("reload-bad").status != 0)
        #expect(seen["exec-reload"] == "status=1")
        #expect(seen["after-bad"] == "active running 0")
        #expect(seen["nodes-after-bad"] == "db-a db-b")
        #expect(seen["refusal"]?.hasPrefix("configuration refused: /etc/replmon/replmon.yml:12:") == true)
    }

    @Test func aHungDaemonIsAbortedAndStartedAgain() throws {
        #expect(try step("watchdog").status == 0)
        #expect(seen["watchdog-signal"] == "with signal SIGABRT")
        #expect(seen["after-watchdog"] == "active another")
    }

    @Test func itStopsAtOnceAndLeavesNothingBehind() throws {
        let stop = try step("stop")
        #expect(stop.status == 0 && stop.milliseconds < 1_000)
        #expect(seen["after-stop"] == "inactive success gone")
    }

    @Test func aBadConfigurationIsSaidOnceAndNotTriedAgain() throws {
        #expect(try step("start-bad").status != 0)
        #expect(seen["after-start-bad"] == "failed 78 0")
        #expect(seen["start-problem"]?.hasPrefix("/etc/replmon/replmon.yml:1:11: `clusters` must be a list") == true)
    }
}
