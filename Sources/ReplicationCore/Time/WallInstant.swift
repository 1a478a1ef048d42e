/// A point in civil time, in milliseconds since 1970-01-01T00:00:00Z: for people and for other programs.
///
/// Never used to measure an interval (see ``MonotonicInstant``); differences are taken only between two instants that
/// one server reported in one reply, so that no clock is compared with another machine's.
package struct WallInstant: Hashable, Sendable, Comparable, Codable {
    /// Milliseconds since the Unix epoch; negative before 1970.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// From seconds since the Unix epoch; `nil` when that is not a number or out of range.
    package init?(epochSeconds: Double) {
        let scaled = (epochSeconds * 1000).rounded()
        guard scaled.isFinite, abs(scaled) < 9e15 else { return nil }
        milliseconds = Int64(scaled)
    }

    /// The instant `duration` later, in whole milliseconds; clamped to the range of the type rather than trapping.
    package func advanced(by duration: Duration) -> WallInstant {
        let (sum, overflow) = milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return WallInstant(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The time from `earlier` to this instant; negative when `earlier` is the later one.
    package func since(_ earlier: WallInstant) -> Duration {
        .milliseconds(milliseconds) - .milliseconds(earlier.milliseconds)
    }

    package static func < (left: WallInstant, right: WallInstant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension WallInstant: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`; years beyond 0 to 9999, which RFC 3339 cannot
    /// express, are shown as the nearest instant that it can.
    package var description: String {
        let shown = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (days, millisecondOfDay) = shown.flooredDivision(by: 86_400_000)
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        let second = millisecondOfDay / 1000
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
            + "T" + Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2)
            + ":" + Self.padded(second % 60, 2) + "." + Self.padded(millisecondOfDay % 1000, 3) + "Z"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The proleptic Gregorian date of a day count, by shifting the year to begin in March so that the leap day
    /// comes last (400 years are 146,097 days).
    private static func civil(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Quotient rounded towards minus infinity, with the matching non-negative remainder; `divisor` is positive.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
