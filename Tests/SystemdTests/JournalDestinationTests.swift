import Testing

@testable import Systemd

struct JournalDestinationTests {
    private func choose(
        _ environment: [String: String] = [:], stderr: String? = "8:42", terminal: Bool = false
    ) -> JournalDestination {
        .choose(environment: environment, stderrIdentity: stderr, isTerminal: terminal)
    }

    @Test func nativeOnlyWhenStandardErrorIsTheJournalStream() {
        #expect(choose(["JOURNAL_STREAM": "8:42"]) == .journal)
        #expect(choose(["JOURNAL_STREAM": "8:43"]) == .stderr(prefix: .priority))
        #expect(choose(["JOURNAL_STREAM": "nonsense"], stderr: nil) == .stderr(prefix: .priority))
    }

    @Test func prioritiesOnlyUnderSystemd() {
        #expect(choose(["INVOCATION_ID": "b9d3"]) == .stderr(prefix: .priority))
        #expect(choose() == .stderr(prefix: .level))
    }

    @Test func colourOnlyOnATerminalThatWantsIt() {
        #expect(choose(terminal: true) == .stderr(prefix: .colouredLevel))
        #expect(choose(["JOURNAL_STREAM": "8:43"], terminal: true) == .stderr(prefix: .colouredLevel))
        #expect(choose(["NO_COLOR": "1"], terminal: true) == .stderr(prefix: .level))
        #expect(choose(["NO_COLOR": ""], terminal: true) == .stderr(prefix: .colouredLevel))
        #expect(choose(["TERM": "dumb"], terminal: true) == .stderr(prefix: .level))
    }
}
