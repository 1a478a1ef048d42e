import Foundation
import Testing

@testable import Systemd

struct JournalTests {
    /// Sends through a journal that writes to a pipe, and returns what came out.
    private func output(_ send: (Journal) -> Void) throws -> String {
        let pipe = Pipe()
        let writer = JournalWriter(
            destination: .stderr(prefix: .priority), descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let journal = Journal(writer: writer)
        send(journal)
        #expect(journal.close(within: .seconds(5)))
        try pipe.fileHandleForWriting.close()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    @Test func entriesArriveInOrderOneLineEach() throws {
        let text = try output { journal in
            for number in 0..<100 { journal.send([("MESSAGE", "entry\n\(number)"), ("PRIORITY", "5")]) }
        }
        #expect(text == (0..<100).map { "<5>entry\\n\($0)\n" }.joined())
    }

    @Test func invalidNamesAreMadeValidOrLeftOut() throws {
        let text = try output { $0.send([("MESSAGE", "m"), ("node name", "db-a"), ("", "x"), ("__", "y")]) }
        #expect(text == "<6>m NODE_NAME=db-a\n")
    }

    @Test func anEntryWithoutFieldsIsNotSent() throws {
        #expect(try output { $0.send([("_", "x")]) } == "")
    }

    @Test func aReaderThatDoesNotReadDelaysNobody() throws {
        let pipe = Pipe()
        let writer = JournalWriter(
            destination: .stderr(prefix: .priority), descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let journal = Journal(writer: writer, capacity: 10)
        let large = String(repeating: "x", count: 100_000)
        let elapsed = ContinuousClock().measure {
            for _ in 0..<1_000 { journal.send([("MESSAGE", large)]) }
        }
        #expect(elapsed < .seconds(1))
        #expect(journal.droppedEntries >= 980)
        #expect(!journal.flush(within: .milliseconds(20)))
        // The reader goes away: EPIPE, and neither SIGPIPE nor a thread that hangs for ever.
        try pipe.fileHandleForReading.close()
        #expect(journal.close(within: .seconds(5)))
        journal.send([("MESSAGE", "too late")])
        #expect(journal.droppedEntries >= 981)
    }
}
