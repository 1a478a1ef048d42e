/// A cursor over bytes from a server: every read is checked against the end, and returns `nil` beyond it.
struct BSONReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    /// The next `count` bytes, `nil` when fewer are left or `count` is negative.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func byte() -> UInt8? {
        take(1)?.first
    }

    /// A little-endian integer of the width of `Integer`.
    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        guard let slice = take(Integer.bitWidth / 8) else { return nil }
        return slice.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    /// The bytes up to the next zero byte, which is consumed and left out.
    mutating func cString() -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].firstIndex(of: 0) else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// The bytes of an element's value, not decoded; `nil` when they do not fit or the type, and so the length, is
    /// unknown.
    mutating func value(ofType type: UInt8) -> ArraySlice<UInt8>? {
        switch type {
        case 0x06, 0x0A, 0x7F, 0xFF: take(0)
        case 0x08: take(1)
        case 0x10: take(4)
        case 0x01, 0x09, 0x11, 0x12: take(8)
        case 0x07: take(12)
        case 0x13: take(16)
        case 0x02, 0x0D, 0x0E: counted(extra: 4)
        case 0x05: counted(extra: 5)
        case 0x0C: counted(extra: 16)
        case 0x03, 0x04, 0x0F: counted(extra: 0)
        case 0x0B: regularExpression()
        default: nil
        }
    }

    /// A value that begins with its length; `extra` is the number of bytes that the length does not count.
    private mutating func counted(extra: Int) -> ArraySlice<UInt8>? {
        var ahead = self
        guard let length = ahead.integer(Int32.self), length >= 0 else { return nil }
        return take(max(4, Int(length) + extra))
    }

    private mutating func regularExpression() -> ArraySlice<UInt8>? {
        var ahead = self
        guard ahead.cString() != nil, ahead.cString() != nil else { return nil }
        return take(ahead.position - position)
    }
}
