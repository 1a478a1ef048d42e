import ReplicationCore
import Testing

@testable import Notification

struct ClockDifferenceTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Fri, 31 Dec 1999 23:59:59 GMT", 946_684_799),
        ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ])
    func datesAreRead(text: String, seconds: Int64) {
        #expect(WallInstant(imfFixdate: text) == WallInstant(milliseconds: seconds * 1_000))
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
    ])
    func whatIsNoDateIsNone(text: String) {
        #expect(WallInstant(imfFixdate: text) == nil)
        #expect(ClockDifference(dateField: text, sentAt: .start, answeredAt: .start) == nil)
    }

    @Test func everyDayIsOneAfterTheLast() {
        // Written by the one, read by the other.
        for day in stride(from: -700_000, through: 2_900_000, by: 37) as StrideThrough<Int64> {
            let instant = WallInstant(milliseconds: day * 86_400_000)
            let text = instant.description
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let fields = text.prefix(10).split(separator: "-")
            let month = months[(Int(fields[1]) ?? 1) - 1]
            #expect(WallInstant(imfFixdate: "Mon, \(fields[2]) \(month) \(fields[0]) 00:00:00 GMT") == instant)
        }
    }

    /// The date is 03:04:05; the request was sent and answered so many milliseconds after 03:04:00.
    @Test(
        arguments: [
            (5_000, 5_100, 0), (0, 9_000, 0), (5_999, 6_000, 0), (-36_000, -35_000, 40_000), (-35_000, -36_000, 40_000),
            (46_000, 47_000, -40_001), (36_000, 36_100, -30_001), (-25_000, -25_000, 30_000),
        ] as [(Int64, Int64, Int64)])
    func onlyWhatTheAnswersWayCannotExplainIsADifference(sent: Int64, answered: Int64, ahead: Int64) throws {
        let minute = WallInstant.start.after(seconds: -5).milliseconds
        let difference = try #require(
            ClockDifference(
                dateField: "Fri, 02 Jan 2026 03:04:05 GMT", sentAt: WallInstant(milliseconds: minute + sent),
                answeredAt: WallInstant(milliseconds: minute + answered)))
        #expect(difference.ahead == .milliseconds(ahead))
        #expect(difference.exceeds(.seconds(30)) == (abs(ahead) > 30_000))
    }

    @Test func itSaysWhichWay() {
        func said(_ offset: Int64) -> String? {
            let ours = WallInstant.start.after(seconds: offset)
            return ClockDifference(
                dateField: "Fri, 02 Jan 2026 03:04:05 GMT", sentAt: ours, answeredAt: ours)?.description
        }
        #expect(
            said(-45) == "its clock and ours differ by 45 s, and it is ahead: alerts may end too early there")
        #expect(
            said(100) == "its clock and ours differ by 99 s, and it is behind: alerts may end too late there")
    }
}
