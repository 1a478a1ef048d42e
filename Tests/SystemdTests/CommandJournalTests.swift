import Foundation
import Testing

/// Commands that a user without rights runs by hand: one boot, in which `Lab/journal-of-commands.sh` runs them.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
struct CommandJournalTests {
    private static let boot = Result {
        try LabCommand.run([LabCommand.lab + "/journal-of-commands.sh", LabCommand.built("replmon")], limit: 70)
    }

    /// Of each command: entries in the journal after it, lines on standard error, exit status.
    private let seen: [String: [Int]]

    init() throws {
        let end = try Self.boot.get()
        try #require(end.status == 0, "\(end.lines.joined(separator: "\n"))")
        let notes = end.lines.map { $0.split(separator: " ").map(String.init) }
        let counted = notes.compactMap { words in
            words.count == 4 ? (words[0], words.dropFirst().compactMap { Int($0) }) : nil
        }
        seen = Dictionary(counted) { first, _ in first }
    }

    @Test(
        "A command leaves nothing in the journal and nothing on standard error",
        arguments: [
            ("status", 2), ("niced", 2), ("watch", 130), ("silences", 0), ("plugin", 2), ("probe", 2),
            ("check-config", 0), ("daemon", 0),
        ])
    func commandsLeaveNothing(command: String, status: Int) {
        #expect(seen[command] == [0, 0, status])
    }

    @Test("The journal has Dispatch's messages when they are asked for")
    func messagesThatAreAskedForArrive() throws {
        #expect(try #require(seen["asked"]?.first) > 0)
    }
}
