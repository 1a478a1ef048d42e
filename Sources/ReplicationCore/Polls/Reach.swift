/// Which of the last eight polls were answered, the newest in the lowest bit: the reach of `chronyc sources`.
package struct Reach: Hashable, Sendable {
    /// One bit per poll, 1 = answered.
    package private(set) var bits: UInt8 = 0
    /// How many polls there were, up to eight.
    package private(set) var count: Int = 0

    package init() {}

    /// Records one more poll.
    package mutating func record(answered: Bool) {
        bits = bits << 1 | (answered ? 1 : 0)
        count = min(count + 1, 8)
    }

    /// Three octal digits, `377` when all of the last eight were answered.
    package var octal: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
