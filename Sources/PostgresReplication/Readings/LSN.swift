internal import ReplicationCore

/// A log sequence number: a byte position in PostgreSQL's write-ahead log.
///
/// Text form `hi/lo`, two hexadecimal 32-bit halves, as the type `pg_lsn` prints it
/// (<https://www.postgresql.org/docs/current/datatype-pg-lsn.html>).
package struct LSN: RawRepresentable, Hashable, Sendable, Comparable {
    /// Bytes from the start of the log.
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Reads `16/B374D848`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let high = Self.half(halves[0]), let low = Self.half(halves[1]) else { return nil }
        rawValue = UInt64(high) << 32 | UInt64(low)
    }

    private static func half(_ text: some StringProtocol) -> UInt32? {
        guard (1...8).contains(text.utf8.count), text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt32(text, radix: 16)
    }

    /// Bytes by which this position is past `other`; 0 when it is not past it.
    package func bytes(past other: LSN) -> UInt64 {
        rawValue > other.rawValue ? rawValue - other.rawValue : 0
    }

    package static func < (left: LSN, right: LSN) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension LSN: CustomStringConvertible {
    package var description: String {
        String(rawValue >> 32, radix: 16, uppercase: true) + "/"
            + String(rawValue & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }
}
