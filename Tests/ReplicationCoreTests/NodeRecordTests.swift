import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct NodeRecordTests {
    private static let reading = "a reading"

    private static func observation(_ start: Double, _ end: Double, _ result: Result<String, ProbeFailure>)
        -> Observation<String>
    {
        Observation(startedAt: .at(start), completedAt: .at(end), result: result)
    }

    @Test("a reading is evidence until its limit, and not at all once a poll failed")
    func freshness() {
        var record = NodeRecord<String>()
        #expect(record.freshReading(at: .at(0), limit: .seconds(12)) == nil)
        record.record(Self.observation(0, 1, .success(Self.reading)))
        #expect(record.freshReading(at: .at(13), limit: .seconds(12)) == Self.reading)
        #expect(record.freshReading(at: .at(13.001), limit: .seconds(12)) == nil)
        record.record(Self.observation(5, 6, .failure(.connect("refused"))))
        #expect(record.freshReading(at: .at(6), limit: .seconds(12)) == nil)
        #expect(record.lastReading == Self.reading)
        #expect(record.lastReadingAt == .at(1))
    }

    @Test("a run of failures is counted from the first one's start and ends with an answer")
    func failingSince() {
        var record = NodeRecord<String>()
        record.record(Self.observation(5, 7, .failure(.timeout(phase: .connect))))
        record.record(Self.observation(10, 12, .failure(.connect("refused"))))
        #expect(record.failingSince == .at(5))
        #expect(record.failure == .connect("refused"))
        record.record(Self.observation(15, 16, .success(Self.reading)))
        #expect(record.failingSince == nil)
        #expect(record.failure == nil)
        #expect(record.reach.octal == "001")
    }

    @Test("why there is no evidence is said in words")
    func reasons() {
        var record = NodeRecord<String>()
        #expect(record.staleReason("a", at: .at(0)) == "a has not been polled yet")
        record.record(Self.observation(0, 1, .success(Self.reading)))
        #expect(record.staleReason("a", at: .at(31)) == "a last answered 30s ago")
        record.record(Self.observation(31, 32, .failure(.connect("refused"))))
        #expect(record.staleReason("a", at: .at(32)) == "a does not answer")
        record.record(Self.observation(33, 34, .failure(.authentication("no"))))
        #expect(record.staleReason("a", at: .at(34)) == "a: login refused: no")
    }
}
