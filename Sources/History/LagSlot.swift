internal import ReplicationCore

/// The ten seconds that a lag sample stands for. One sample is kept for each.
struct LagSlot: Hashable, Sendable {
    /// Ten seconds each, counted from the Unix epoch.
    let number: Int64
    /// Milliseconds into the slot.
    let offset: Int64

    static let milliseconds: Int64 = 10_000
    static let perMinute: Int64 = 6
    static let perHour: Int64 = 360
    static let perDay: Int64 = 8_640

    init(_ instant: WallInstant) {
        let (quotient, remainder) = instant.milliseconds.quotientAndRemainder(dividingBy: Self.milliseconds)
        number = remainder < 0 ? quotient - 1 : quotient
        offset = remainder < 0 ? remainder + Self.milliseconds : remainder
    }

    /// The instant that a slot and an offset say; clamped when they are nonsense.
    static func instant(number: Int64, offset: Int64) -> WallInstant {
        let (start, overflow) = number.multipliedReportingOverflow(by: milliseconds)
        let (sum, carry) = start.addingReportingOverflow(min(max(offset, 0), milliseconds - 1))
        return WallInstant(milliseconds: overflow || carry ? (number < 0 ? .min : .max) : sum)
    }
}
