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

    @Test(arguments: [0, -1])
    func aSenselessCapacityStillHoldsOne(capacity: Int) {
        var ring = JournalRing(capacity: capacity)
        ring.append(entry(1))
        #expect(ring.popFirst() == entry(1))
    }
}
