import ReplicationCore
import Testing

@testable import History

struct LagSlotTests {
    @Test(
        "A slot and its offset preserve the instant",
        arguments: [0, 1, 9_999, 10_000, -1, -10_000, -10_001, 1_800_000_012_345])
    func roundTrip(_ time: Int64) {
        let slot = LagSlot(WallInstant(milliseconds: time))
        #expect((0..<10_000).contains(slot.offset))
        #expect(LagSlot.instant(number: slot.number, offset: slot.offset).milliseconds == time)
    }

    @Test("Values out of range are clamped")
    func clamped() {
        #expect(LagSlot.instant(number: .max, offset: .max).milliseconds == .max)
        #expect(LagSlot.instant(number: .min, offset: .min).milliseconds == .min)
        #expect(
            LagSlot(WallInstant(milliseconds: .min)).number < 0 && LagSlot(WallInstant(milliseconds: .max)).number > 0)
    }
}
