import ReplicationCore
import Testing

@Suite struct WallInstantTests {
    @Test(
        "RFC 3339 in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-86_400_000, "1969-12-31T00:00:00.000Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
            (1_735_689_599_999, "2024-12-31T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func text(milliseconds: Int64, text: String) {
        #expect(WallInstant(milliseconds: milliseconds).description == text)
    }

    @Test("a clock beyond what RFC 3339 can say is held at its limits", arguments: [Int64.min, .max])
    func beyond(milliseconds: Int64) {
        let text = WallInstant(milliseconds: milliseconds).description
        #expect(text == (milliseconds < 0 ? "0000-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z"))
    }

    @Test("every day from 1890 to 2110 follows the one before it")
    func consecutiveDays() {
        var (year, month, day) = (1890, 1, 1)
        for offset in Int64(-29_219)..<51_134 {
            let text = WallInstant(milliseconds: offset * 86_400_000).description
            #expect(text.prefix(10) == "\(year)-\(Self.two(month))-\(Self.two(day))")
            day += 1
            if day > Self.days(month, of: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2110 && month == 1 && day == 1)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func days(_ month: Int, of year: Int) -> Int {
        let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test("seconds since the epoch are rounded to milliseconds; what is no time is refused")
    func epochSeconds() {
        #expect(WallInstant(epochSeconds: 1.2345)?.milliseconds == 1235)
        #expect(WallInstant(epochSeconds: -0.0015)?.milliseconds == -2)
        for value in [Double.nan, .infinity, -.infinity, 1e30, -1e30] {
            #expect(WallInstant(epochSeconds: value) == nil)
        }
    }

    @Test("differences keep their sign and never trap")
    func differences() {
        #expect(WallInstant(milliseconds: 1).since(WallInstant(milliseconds: 3)) == .milliseconds(-2))
        #expect(WallInstant(milliseconds: .max).since(WallInstant(milliseconds: .min)) > .seconds(1))
        #expect(WallInstant(milliseconds: .min).since(WallInstant(milliseconds: .max)) < .zero)
    }
}
