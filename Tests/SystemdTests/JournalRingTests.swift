import Testing

@testable import Systemd

struct JournalRingTests {
    private func entry(_ number: Int) -> [JournalField] {
        [JournalField(name: "NUMBER", value: "\(number)")].compactMap { $0 }
    }

    @Test func keepsTheFirstInOrderAndCountsTheRest() {
        var ring = JournalRing(capacity: 3)
        for number in 0..<5 { ring.append(entry(number)) }
        #expect(ring.dropped == 2)
        #expect(ring.popFirst() == entry(0))
        ring.append(entry(5))
        #expect([ring.popFirst(), ring.popFirst(), ring.popFirst()] == [entry(1), entry(2), entry(5)])
        #expect(ring.popFirst() == nil)
        #expect(ring.isEmpty)
    }

    @Test func aNoticeStandsWhereEntriesWereDropped() {
        var ring = JournalRing(capacity: 2) { lost in
            [JournalField(name: "LOST", value: "\(lost)")].compactMap(\.self)
        }
        for number in 0..<4 { ring.append(entry(number)) }
        #expect(ring.popFirst() == entry(0))
        // There is room again, but this entry would stand before the gap.
        ring.append(entry(4))
        #expect([ring.popFirst(), ring.popFirst()].map { $0?.map(\.value) } == [["1"], ["3"]])
        #expect(ring.dropped == 3 && ring.isEmpty && ring.popFirst() == nil)
        ring.append(entry(5))
        #expect(ring.popFirst() == entry(5))
    }

    @Test func whatIsDroppedAfterTheEndNeedsNoNotice() {
        var ring = JournalRing(capacity: 2) { _ in [] }
        ring.drop()
        #expect(ring.dropped == 1 && ring.isEmpty && ring.popFirst() == nil)
    }

    @Test(arguments: [0, -1])
    func aSenselessCapacityStillHoldsOne(capacity: Int) {
        var ring = JournalRing(capacity: capacity)
        ring.append(entry(1))
        #expect(ring.popFirst() == entry(1))
    }
}
