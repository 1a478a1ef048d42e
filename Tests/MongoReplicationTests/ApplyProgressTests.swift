import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct ApplyProgressTests {
    private static func reading(_ second: UInt32?, process: String = "p") -> MongoReading {
        MongoReading(
            hello: HelloReply(
                lastWrite: second.map { OpTime(seconds: $0, increment: 1, term: 1) }, processID: process))
    }

    private static func progress(_ answers: [(at: Double, second: UInt32?, process: String)]) -> ApplyProgress {
        var progress = ApplyProgress()
        for answer in answers {
            progress.record(reading(answer.second, process: answer.process), at: .at(answer.at))
        }
        return progress
    }

    @Test("one answer shows neither that it moves nor that it stands still")
    func first() {
        let progress = Self.progress([(100, 7, "p")])
        #expect(progress.stoodStillFor == .zero && !progress.moved(within: .seconds(10)))
    }

    @Test("it stands still from the answer that first had the position to the last that had it")
    func still() {
        let progress = Self.progress([(100, 7, "p"), (105, 8, "p"), (110, 8, "p"), (117, 8, "p")])
        #expect(progress.stoodStillFor == .seconds(12))
        #expect(progress.moved(within: .seconds(13)) && !progress.moved(within: .seconds(12)))
    }

    @Test("a position that goes back, a new process and an answer without a position begin anew")
    func anew() {
        for answers in [
            [(100, 7, "p"), (105, 8, "p"), (110, 6, "p")], [(100, 7, "p"), (105, 8, "p"), (110, 9, "q")],
            [(100, 7, "p"), (105, 8, "p"), (107, nil, "p"), (110, 8, "p")],
        ] as [[(Double, UInt32?, String)]] {
            let progress = Self.progress(answers.map { (at: $0.0, second: $0.1, process: $0.2) })
            #expect(progress.stoodStillFor == .zero && !progress.moved(within: .seconds(60)), "\(answers)")
        }
        #expect(Self.progress([(100, 7, "p"), (105, nil, "p")]).stoodStillFor == nil)
    }
}
