internal import ReplicationCore

/// The ten seconds to which a lag sample belongs. One sample is kept for each slot of a node.
struct LagSlot: Hashable, Sendable {
    /// In units of ten seconds since the Unix epoch.
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

    /// The instant of a slot and an offset; clamped if they are out of range.
    static func instant(number: Int64, offset: Int64) -> WallInstant {
        let (start, overflow) = number.multipliedReportingOverflow(by: milliseconds)
        let (sum, carry) = start.addingReportingOverflow(min(max(offset, 0), milliseconds - 1))
        return WallInstant(milliseconds: overflow || carry ? (number < 0 ? .min : .max) : sum)
    }
}
